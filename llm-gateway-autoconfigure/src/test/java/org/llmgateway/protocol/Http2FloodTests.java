package org.llmgateway.protocol;

import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.test.MockBehavior;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Floods of HTTP/2 frames, through the running gateway: the connection is told to calm
 * down and closed, what it had begun at the provider ends, and another connection does
 * not notice.
 */
class Http2FloodTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String STREAM = "{\"model\":\"gpt-4\",\"stream\":true,\"messages\":[]}";

	private static final String HEALTH = "/actuator/health";

	private static RunningGateway gateway;

	private RawFrames other;

	private RawFrames flood;

	@BeforeAll
	static void start() {
		gateway = RunningGateway.of(PlainApplication.class)
			.with("llm.gateway.protocols", "h1,h2c")
			.with("llm.gateway.server.request-timeout", "1m")
			.with("llm.gateway.server.keep-alive-timeout", "1m")
			.with("llm.gateway.http2.ping-timeout", "1m")
			.with("llm.gateway.stream.first-token", "1m")
			.with("llm.gateway.http2.flood-window", "60s")
			.start();
		gateway.mock().answerWith((request) -> MockBehavior.builder().headersStall(true).build());
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@BeforeEach
	void connect() throws Exception {
		this.other = new RawFrames(gateway.port()).greet();
		assertThat(this.other.isServed(1, HEALTH)).isTrue();
		this.flood = new RawFrames(gateway.port()).greet();
	}

	@AfterEach
	void assertUnharmed() throws Exception {
		assertThat(this.other.isServed(3, HEALTH)).isTrue();
		this.other.close();
		this.flood.close();
		gateway.assertUnharmed();
		Awaitility.await().atMost(RunningGateway.PROMPTLY).until(() -> report().limit.open() <= 1);
	}

	@Test
	void whenStreamsAreResetRapidlyThenClosedAndProviderCallsAreCancelled() throws Exception {
		for (int i = 0; i < 20; i++) {
			this.flood.post(2 * i + 1, CHAT, STREAM);
		}
		this.flood.send();
		awaitAtProvider(20);
		for (int i = 20; i < 1020; i++) {
			this.flood.get(2 * i + 1, CHAT).number(RawFrames.RST_STREAM, 2 * i + 1, 8);
		}
		assertEndedAmidFlood();
		awaitAtProvider(0);
	}

	@Test
	void whenCallsToTheProviderAreResetThenEachIsCancelledAndTheConnectionLasts() throws Exception {
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < 50; i++) {
				this.flood.post(100 * round + 2 * i + 1, CHAT, STREAM);
			}
			this.flood.send();
			awaitAtProvider(50);
			for (int i = 0; i < 50; i++) {
				this.flood.number(RawFrames.RST_STREAM, 100 * round + 2 * i + 1, 8);
			}
			this.flood.send();
			awaitAtProvider(0);
		}
		assertThat(this.flood.isServed(1001, HEALTH)).isTrue();
	}

	static Stream<Arguments> breaches() {
		return Stream.of(
				breach("WINDOW_UPDATE of 0",
						(client, id) -> client.begin(id, CHAT).number(RawFrames.WINDOW_UPDATE, id, 0)),
				breach("WINDOW_UPDATE beyond 2^31-1",
						(client, id) -> client.begin(id, CHAT).number(RawFrames.WINDOW_UPDATE, id, Integer.MAX_VALUE)),
				breach("DATA on a half-closed stream",
						(client, id) -> client.get(id, CHAT).frame(RawFrames.DATA, 0, id, (byte) 'a')),
				breach("HEADERS on a half-closed stream", (client, id) -> client.get(id, CHAT).get(id, CHAT)),
				breach("PRIORITY on itself", (client, id) -> client.begin(id, CHAT)
					.frame(RawFrames.PRIORITY, 0, id, (byte) 0, (byte) 0, (byte) (id >> 8), (byte) id, (byte) 1)));
	}

	private static Arguments breach(String name, ObjIntConsumer<RawFrames> breach) {
		return Arguments.of(name, breach);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("breaches")
	void whenTheGatewayIsMadeToResetThenTheSameLimitHolds(String name, ObjIntConsumer<RawFrames> breach)
			throws Exception {
		for (int i = 0; i < 1000; i++) {
			breach.accept(this.flood, 2 * i + 1);
		}
		assertEndedAmidFlood();
	}

	/**
	 * As many as end the connection, with the SETTINGS that began it, and hardly more.
	 */
	static Stream<Arguments> floods() {
		byte[] part = new byte[1];
		byte[] ping = new byte[8];
		byte[] priority = { 0, 0, 0, 3, 16 };
		return Stream.of(
				flood("empty CONTINUATION", GuardReason.CONTINUATION, 20,
						(client, i) -> client.frame((i == 0) ? RawFrames.HEADERS : RawFrames.CONTINUATION, 0, 1)),
				flood("small CONTINUATION", GuardReason.CONTINUATION, 20,
						(client, i) -> client.frame((i == 0) ? RawFrames.HEADERS : RawFrames.CONTINUATION, 0, 1, part)),
				flood("empty DATA", GuardReason.EMPTY_FRAMES, 20, (client, i) -> {
					if (i == 0) {
						client.begin(1, CHAT);
					}
					client.frame(RawFrames.DATA, 0, 1);
				}),
				flood("PING", GuardReason.CONTROL_FLOOD, 2000, (client, i) -> client.frame(RawFrames.PING, 0, 0, ping)),
				flood("SETTINGS", GuardReason.CONTROL_FLOOD, 2000,
						(client, i) -> client.frame(RawFrames.SETTINGS, 0, 0)),
				flood("PRIORITY", GuardReason.CONTROL_FLOOD, 2000, (client, i) -> {
					if (i == 0) {
						client.begin(1, CHAT);
					}
					client.frame(RawFrames.PRIORITY, 0, 1, priority);
				}));
	}

	private static Arguments flood(String name, GuardReason reason, int frames, ObjIntConsumer<RawFrames> frame) {
		return Arguments.of(name, reason, frames, frame);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("floods")
	void whenFramesFloodThenCalmedDownAndClosed(String name, GuardReason reason, int frames,
			ObjIntConsumer<RawFrames> frame) throws Exception {
		for (int i = 0; i < frames; i++) {
			frame.accept(this.flood, i);
		}
		assertEnded(reason);
	}

	@Test
	void whenHeaderBlockNeverEndsThenClosed() throws Exception {
		this.flood.frame(RawFrames.HEADERS, 0, 1);
		for (int i = 0; i < 100; i++) {
			this.flood.frame(RawFrames.CONTINUATION, 0, 1, new byte[16 * 1024]);
		}
		this.flood.send();
		assertThat(this.flood.awaitGoAwayAndEnd()).isPositive();
	}

	@Test
	void whenClientFloodsWithoutReadingThenClosed() throws Exception {
		long before = report().counts.count(GuardReason.CONTROL_FLOOD);
		// It may not have been accepted yet, and would be counted below.
		assertThat(this.flood.isServed(1, HEALTH)).isTrue();
		int open = report().limit.open();
		try (RawFrames deaf = new RawFrames(gateway.port(), false).greet()) {
			for (int i = 0; i < 3000; i++) {
				deaf.frame(RawFrames.PING, 0, 0, new byte[8]);
			}
			deaf.send();
			Awaitility.await()
				.atMost(RunningGateway.PROMPTLY)
				.until(() -> report().counts.count(GuardReason.CONTROL_FLOOD) > before
						&& report().limit.open() <= open);
		}
	}

	@Test
	void whenThereAreTenThousandStreamsThenRefusedBeyondAHundredAndAnotherConnectionWorks() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.flood.post(2 * i + 1, CHAT, STREAM);
		}
		this.flood.send();
		awaitAtProvider(100);
		for (int i = 100; i < 10_000; i++) {
			this.flood.begin(2 * i + 1, CHAT);
		}
		assertEndedAmidFlood();
		assertThat(this.flood.resets.get(7)).as("REFUSED_STREAM").isBetween(1, 201);
		try (RawFrames again = new RawFrames(gateway.port()).greet()) {
			assertThat(again.isServed(1, HEALTH)).isTrue();
		}
	}

	/** The reason is counted by the GOAWAY that is sent, whether it arrives or not. */
	private void assertEndedAmidFlood() throws InterruptedException {
		long before = report().counts.count(GuardReason.RAPID_RESET);
		this.flood.send();
		assertThat(this.flood.awaitEnd()).isIn(RawFrames.ENHANCE_YOUR_CALM, -1);
		assertThat(report().counts.count(GuardReason.RAPID_RESET)).isEqualTo(before + 1);
	}

	private void assertEnded(GuardReason reason) throws InterruptedException {
		long before = report().counts.count(reason);
		this.flood.send();
		assertThat(this.flood.awaitGoAwayAndEnd()).isEqualTo(RawFrames.ENHANCE_YOUR_CALM);
		assertThat(report().counts.count(reason)).isEqualTo(before + 1);
	}

	private static void awaitAtProvider(int requests) {
		Awaitility.await().atMost(RunningGateway.PROMPTLY).until(() -> gateway.mock().activeRequests() == requests);
	}

	private static Shown report() {
		return new Shown(gateway.context().getBean(ConnectionLimit.class),
				gateway.context().getBean(GuardCounts.class));
	}

	private record Shown(ConnectionLimit limit, GuardCounts counts) {

	}

}
