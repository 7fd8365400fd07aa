package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.exchange.Ending;
import org.llmgateway.llm.TokenUsage.Accuracy;
import org.llmgateway.suite.EndingCase.Told;
import org.llmgateway.test.MockRequest;
import org.llmgateway.usage.UsageRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every ending of a stream over every protocol, on every surface, at both doors: what the
 * caller is told, what is recorded, what the provider notices; and that nothing is left.
 */
class EndingSuiteTests {

	private static final int SHARE = 5;

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	record Case(EndingCase ending, ClientProtocol protocol, StreamSurface surface, Door door) {

		String id() {
			return this.ending + "-" + this.protocol + "-" + this.surface;
		}

		Call call() {
			return this.surface.call(this.ending.model() + "-" + this.surface.family(), id());
		}

	}

	static Stream<Case> cases() {
		List<Case> cases = new ArrayList<>();
		for (Door door : Door.values()) {
			for (ClientProtocol protocol : protocols(door)) {
				for (StreamSurface surface : StreamSurface.values()) {
					for (EndingCase ending : EndingCase.values()) {
						cases.add(new Case(ending, protocol, surface, door));
					}
				}
			}
		}
		return CaseShare.of(cases, SHARE);
	}

	/**
	 * The gateway door writes through the same writer: one protocol shows that it does.
	 */
	private static List<ClientProtocol> protocols(Door door) {
		return (door == Door.GATEWAY) ? List.of(ClientProtocol.H1)
				: List.of(ClientProtocol.H1, ClientProtocol.H2, ClientProtocol.H3);
	}

	static GatewaySpec spec(Door door) {
		GatewaySpec spec = GatewaySpec.of(door)
			.with(EndingLog.Setup.class)
			.with("llm.gateway.failover.attempts", "1")
			.with("llm.gateway.balancing.ejection.failures", "0")
			.with("llm.gateway.stream.heartbeat", "0")
			.with("llm.gateway.stream.buffer.per-stream", "64KB");
		for (String time : List.of("first-token", "idle", "total", "write-stall")) {
			spec = spec.with("llm.gateway.stream." + time, "1m");
		}
		spec = model(spec, 3, "usual", null);
		spec = model(spec, 5, "first", "first-token");
		spec = model(spec, 7, "idle", "idle");
		spec = model(spec, 9, "total", "total");
		return model(spec, 11, "stall", "write-stall");
	}

	private static GatewaySpec model(GatewaySpec spec, int index, String name, String time) {
		GatewaySpec more = spec;
		for (int i = 0; i < 2; i++) {
			String model = "llm.gateway.models[" + (index + i) + "].";
			more = more.with(model + "match", name + ((i == 0) ? "-gpt" : "-claude"))
				.with(model + "pools", (i == 0) ? "openai" : "anthropic");
			if (time != null) {
				more = more.with(model + "stream." + time, "300ms");
			}
		}
		return more;
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenAStreamEndsThenEverybodyIsToldOnceAndNothingIsLeft(Case test) {
		RunningGateway gateway = gateways.gateway(spec(test.door()).serving(test.protocol()));
		FaultPlan plan = new FaultPlan();
		plan.plan(test.id(), test.ending().step());
		gateway.mock().respondWith(plan);
		RunningCall call = call(gateway, plan, test);
		assertCaller(gateway, call, test);
		assertProvider(plan, test);
		assertRecord(gateway, test);
		gateways.assertNothingLeft();
		if (test.ending().told() != Told.READS_LATE) {
			// This client itself complains of what it reads after the end.
			gateways.assertQuietLog();
		}
	}

	private static RunningCall call(RunningGateway gateway, FaultPlan plan, Case test) {
		GatewayClient client = gateway.client(test.protocol());
		switch (test.ending().told()) {
			case LEAVES -> {
				RunningCall call = client.open(test.call());
				Awaitility.await()
					.atMost(RunningCall.LIMIT)
					.pollInterval(Duration.ofMillis(2))
					.until(() -> test.surface().content(call.text()).size() == 2);
				call.cancel();
				return call;
			}
			case LEAVES_EARLY -> {
				RunningCall call = client.open(test.call());
				Awaitility.await()
					.atMost(RunningCall.LIMIT)
					.pollInterval(Duration.ofMillis(2))
					.until(() -> !plan.attempts(test.id()).isEmpty());
				call.cancel();
				return call;
			}
			case READS_LATE -> {
				RunningCall call = client.openWithoutReading(test.call());
				gateway.context().getBean(EndingLog.class).await(test.id());
				call.read();
				return call;
			}
			default -> {
				return client.open(test.call());
			}
		}
	}

	private static void assertCaller(RunningGateway gateway, RunningCall call, Case test) {
		Told told = test.ending().told();
		if (told == Told.LEAVES || told == Told.LEAVES_EARLY) {
			return;
		}
		boolean broken = told == Told.BROKEN_OFF || told == Told.READS_LATE;
		assertThat(call.awaitEnd()).isEqualTo(broken ? RunningCall.Ending.BROKEN : RunningCall.Ending.COMPLETE);
		assertThat(call.awaitHead().status().code()).isEqualTo(test.ending().status());
		assertThat(call.awaitHead().version().text()).isEqualTo(test.protocol().version());
		String text = call.text();
		switch (told) {
			case ALL -> assertThat(text).isEqualTo(direct(gateway, test, false));
			case STATUS -> test.surface().assertError(text, test.ending().error(), false);
			case PROVIDERS_STATUS -> assertThat(text).isEqualTo(direct(gateway, test, true));
			case PROVIDERS_EVENT -> assertThat(text).isEqualTo(direct(gateway, test, true));
			case EVENT -> assertEvent(gateway, text, test);
			case BROKEN_OFF -> assertThat(direct(gateway, test, false)).startsWith(text);
			default -> assertThat(test.surface().errorAt(text)).isNegative();
		}
	}

	private static void assertEvent(RunningGateway gateway, String text, Case test) {
		int start = test.surface().errorAt(text);
		assertThat(start).as(text).isPositive();
		String error = text.substring(start);
		test.surface().assertError(StreamSurface.data(error).get(0), test.ending().error(), true);
		String before = text.substring(0, start).replace(": keep-alive\n\n", "");
		assertThat(direct(gateway, test, false)).startsWith(before).isNotEqualTo(before);
		assertThat(test.surface().content(before)).hasSizeGreaterThanOrEqualTo(2);
	}

	/** What the mock itself says: the good answer, or the one of the test's fault. */
	private static String direct(RunningGateway gateway, Case test, boolean fault) {
		FaultPlan plan = new FaultPlan();
		if (fault) {
			plan.plan("direct", test.ending().step());
		}
		gateway.mock().respondWith(plan);
		Answer answer = gateway.direct()
			.send(test.surface().call(test.ending().model() + "-" + test.surface().family(), "direct"));
		return new String(answer.body(), StandardCharsets.UTF_8);
	}

	private static void assertProvider(FaultPlan plan, Case test) {
		List<MockRequest> attempts = plan.attempts(test.id());
		MockRequest.Ending expected = test.ending().upstream();
		assertThat(attempts).hasSize((expected != null) ? 1 : 0);
		if (expected != null) {
			assertThat(attempts.get(0).ended()).succeedsWithin(RunningCall.LIMIT).isEqualTo(expected);
		}
	}

	private static void assertRecord(RunningGateway gateway, Case test) {
		List<EndingLog.Entry> entries = gateway.context().getBean(EndingLog.class).await(test.id());
		int attempts = (test.ending().upstream() != null) ? 1 : 0;
		EndingLog.Entry entry = entries.get(0);
		assertThat(entries).hasSize(1);
		assertThat(entry.ending()).isEqualTo(test.ending().ending());
		assertThat(entry.attempts()).isEqualTo(attempts);
		if (test.ending().upstream() != null) {
			assertUsage(gateway, test);
		}
		if (test.ending().status() != 0) {
			assertThat(entry.status()).isEqualTo(test.ending().status());
		}
	}

	private static void assertUsage(RunningGateway gateway, Case test) {
		List<UsageRecord> records = gateway.context().getBean(EndingLog.class).awaitUsage(test.id());
		assertThat(records).hasSize(1);
		UsageRecord record = records.get(0);
		assertThat(record.ending()).isEqualTo(test.ending().ending());
		// In responses the event with the usage is the last one.
		boolean exact = test.ending().ending() == Ending.COMPLETE
				|| (test.ending() == EndingCase.UPSTREAM_CUT_BEFORE_DONE && test.surface() != StreamSurface.RESPONSES);
		if (exact) {
			assertThat(record.tokens().accuracy()).isEqualTo(Accuracy.EXACT);
			assertThat(record.tokens().output()).isEqualTo(16);
		}
		else if (test.ending().status() == 200) {
			assertThat(record.tokens().accuracy()).isEqualTo(Accuracy.ESTIMATED);
			assertThat(record.tokens().output()).isPositive();
		}
		else {
			assertThat(record.tokens().output()).isZero();
		}
	}

}
