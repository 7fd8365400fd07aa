package org.llmgateway.suite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.llmgateway.test.MockBehavior;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams that are longer than every time of pools, connections and requests, and mostly
 * silent, over each protocol at once: no clock but their own cuts them, and signs of life
 * stand only between events. With {@code -Psoak} they take half an hour.
 */
class LongStreamTests {

	private static final String PING = ": ping\n\n";

	private static final boolean SOAK = Boolean.getBoolean("llm.gateway.test.soak");

	/** The streams' own times, and how long they are. */
	private static final Length LENGTH = SOAK
			? new Length(7, Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofMinutes(40), 15)
			: new Length(4, Duration.ofMillis(1500), Duration.ofMillis(300), Duration.ofMinutes(1), 1);

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	@Test
	void whenStreamsAreLongerThanEveryOtherTimeThenNothingCutsThem() {
		// All of them first: the fixture hands out a gateway when nothing runs any more.
		Map<Way, RunningGateway> running = new LinkedHashMap<>();
		ways().forEach((way) -> running.put(way, gateways.gateway(spec(way))));
		Map<String, RunningCall> calls = new LinkedHashMap<>();
		Map<String, RunningCall> bare = new LinkedHashMap<>();
		running.forEach((way, gateway) -> {
			gateway.mock().answerWith((request) -> LENGTH.behavior());
			calls.put(way.toString(), gateway.client(way.client()).open(Call.chat("gpt-4", true)));
			if (way.leg() == UpstreamLeg.H1) {
				bare.put(way.toString(), gateway.direct().open(Call.chat("gpt-4", true)));
			}
		});
		String answer = LENGTH.await(bare.get(ways().get(0).toString()));
		calls.forEach((way, call) -> check(way, LENGTH.await(call), answer));
		calls.forEach((way, call) -> assertThat(call.awaitEnd()).as(way).isEqualTo(RunningCall.Ending.COMPLETE));
		bare.values().forEach(LENGTH::await);
		gateways.assertNothingLeft();
	}

	private static List<Way> ways() {
		return List.of(new Way(Door.DIRECT, ClientProtocol.H1, UpstreamLeg.H1),
				new Way(Door.DIRECT, ClientProtocol.H2, UpstreamLeg.H1),
				new Way(Door.DIRECT, ClientProtocol.H3, UpstreamLeg.H1),
				new Way(Door.GATEWAY, ClientProtocol.H1, UpstreamLeg.H1),
				new Way(Door.DIRECT, ClientProtocol.H1, UpstreamLeg.H2),
				new Way(Door.DIRECT, ClientProtocol.H1, UpstreamLeg.H3));
	}

	private static GatewaySpec spec(Way way) {
		GatewaySpec spec = GatewaySpec.of(way.door()).serving(way.client()).upstream(way.leg());
		for (String own : List.of("first-token", "idle", "total")) {
			spec = spec.with("llm.gateway.stream." + own, millis(LENGTH.own()));
		}
		spec = spec.with("llm.gateway.stream.heartbeat", millis(LENGTH.heartbeat()));
		if (SOAK) {
			return spec;
		}
		for (String other : List.of("upstream.max-idle-time", "upstream.response-timeout", "server.request-timeout",
				"server.keep-alive-timeout", "server.handshake-timeout")) {
			spec = spec.with("llm.gateway." + other, "1s");
		}
		// QUIC counts packets, and signs of life are some.
		return spec.with("llm.gateway.http3.idle-timeout", "2s").with("llm.gateway.stream.write-stall", "1s");
	}

	private static String millis(Duration time) {
		return time.toMillis() + "ms";
	}

	/** Without the signs of life it is what the provider sent, to the byte. */
	private static void check(String way, String text, String answer) {
		List<String> events = new ArrayList<>();
		int silent = 0;
		int pings = 0;
		for (String part : text.split("(?<=\n\n)")) {
			if (part.equals(PING)) {
				pings++;
				continue;
			}
			silent += (pings >= LENGTH.leastPings()) ? 1 : 0;
			pings = 0;
			events.add(part);
		}
		assertThat(String.join("", events)).as(way).isEqualTo(answer);
		assertThat(silent).as(way + ": silences with signs of life").isGreaterThanOrEqualTo(LENGTH.events() - 1);
	}

	private record Way(Door door, ClientProtocol client, UpstreamLeg leg) {

	}

	/**
	 * How long a stream is.
	 *
	 * @param events its content events
	 * @param pace the silence before each
	 * @param heartbeat the time between signs of life
	 * @param own the stream's own times, which do not run out
	 * @param leastPings signs of life in each silence, at least
	 */
	private record Length(int events, Duration pace, Duration heartbeat, Duration own, int leastPings) {

		MockBehavior behavior() {
			return MockBehavior.builder().tokens(this.events).pace(this.pace).build();
		}

		String await(RunningCall call) {
			Awaitility.await()
				.atMost(this.pace.multipliedBy(this.events + 2L).plus(RunningCall.LIMIT))
				.pollInterval(Duration.ofMillis(50))
				.until(call::over);
			return call.text();
		}

	}

}
