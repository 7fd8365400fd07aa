package org.llmgateway.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What comes to the UDP port from those who are no client, or too many.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuicGuardTests {

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenInitialIsForgedThenNoMoreThanThreeTimesItsBytesComeBack() throws Exception {
		try (TestServer server = start("retry=never", "handshake-timeout=3s");
				RawDatagrams victim = new RawDatagrams(server.udpPort())) {
			byte[] initial = capture(server, 1).get(0);
			victim.send(initial);
			QuicConnections connections = connections(server);
			await(() -> connections.handshakes() == 1);
			int bytes = victim.drain(500);
			await(() -> connections.handshakes() == 0);
			bytes += victim.drain(500);
			assertThat(bytes).isBetween(initial.length / 2, 3 * initial.length);
		}
	}

	@Test
	void whenRetryIsOnThenForgedInitialGetsOneSmallAnswerAndNothingIsKept() throws Exception {
		try (TestServer server = start("retry=always"); RawDatagrams victim = new RawDatagrams(server.udpPort())) {
			byte[] initial = capture(server, 1).get(0);
			victim.send(initial);
			byte[] retry = victim.receive(10_000);
			assertThat(retry).isNotNull().hasSizeLessThan(200);
			assertThat(retry[0] & 0xf0).isEqualTo(0xf0);
			assertThat(victim.drain(300)).isZero();
			assertThat(connections(server).open()).isZero();
			assertThat(connections(server).report()).containsEntry("retries", 1L);
		}
	}

	@Test
	void whenRetryIsOnThenClientsAreServed() throws Exception {
		try (TestServer server = start("retry=always");
				RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
			assertThat(client.get("/hello").awaitData()).isEqualTo("hello");
			assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
			assertThat(connections(server).report()).containsEntry("retries", 2L).containsEntry("invalidTokens", 0L);
		}
	}

	@Test
	void whenRetryTokenComesFromAnotherAddressThenNotAnswered() throws Exception {
		try (TestServer server = start("retry=always");
				RawHttp3Client client = new RawHttp3Client().losing(RawDatagrams::hasToken);
				RawDatagrams other = new RawDatagrams(server.udpPort())) {
			Future<QuicChannel> handshake = client.handshake(server.udpPort());
			byte[] initial = client.lost.poll(10, TimeUnit.SECONDS);
			assertThat(initial).isNotNull();
			other.send(initial);
			await(() -> connections(server).report().get("invalidTokens").equals(1L));
			assertThat(other.drain(300)).isZero();
			assertThat(connections(server).open()).isZero();
			// The token itself is good.
			client.losing((datagram) -> false);
			assertThat(handshake.get(10, TimeUnit.SECONDS)).isNotNull();
			assertThat(connections(server).open()).isEqualTo(1);
		}
	}

	@Test
	void whenThousandHandshakesAreLeftOpenThenFewAreKeptAndOthersAreServed() throws Exception {
		try (TestServer server = start("retry-handshakes=50", "retry-rate=100000", "handshake-timeout=5s");
				RawHttp3Client flood = new RawHttp3Client().deaf()) {
			QuicConnections connections = connections(server);
			for (int i = 0; i < 1000; i++) {
				flood.handshake(server.udpPort());
			}
			await(() -> (long) connections.report().get("retries") >= 900);
			assertThat(connections.handshakes()).isEqualTo(50);
			try (RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
				assertThat(client.get("/hello").awaitData()).isEqualTo("hello");
			}
			flood.vanish();
			await(() -> connections.handshakes() == 0);
			await(() -> connections.open() == 0);
			assertThat(server.context.getBean(Http3Server.class).connections()).isZero();
		}
	}

	@Test
	void whenHandshakesExceedTheirBoundThenDropped() throws Exception {
		try (TestServer server = start("retry=never", "max-handshakes=20");
				RawHttp3Client flood = new RawHttp3Client().deaf()) {
			QuicConnections connections = connections(server);
			for (int i = 0; i < 100; i++) {
				flood.handshake(server.udpPort());
			}
			await(() -> (long) connections.report().get("dropped") >= 80);
			assertThat(connections.open()).isEqualTo(20);
		}
	}

	@Test
	void whenThereAreTooManyConnectionsThenAnotherOneIsRefusedUntilOneIsClosed() throws Exception {
		try (TestServer server = start("max-connections=1"); RawHttp3Client refused = new RawHttp3Client()) {
			QuicConnections connections = connections(server);
			try (RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
				refused.handshake(server.udpPort());
				QuicConnectionCloseEvent close = refused.awaitConnectionEvent(QuicConnectionCloseEvent.class);
				assertThat(close.isApplicationClose()).isFalse();
				assertThat(close.error()).isEqualTo(2);
				assertThat(client.get("/hello").awaitData()).isEqualTo("hello");
				assertThat((long) connections.report().get("refused")).isPositive();
				assertThat(connections.open()).isEqualTo(1);
			}
			await(() -> connections.open() == 0);
			assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void whenVersionIsUnknownThenVersionsAreNamedInNoMoreThanWhatCame() throws Exception {
		try (TestServer server = start(); RawDatagrams client = new RawDatagrams(server.udpPort())) {
			byte[] hello = RawDatagrams.longHeader(0xc0, 0x1a2a3a4a, 1200);
			byte[] answer = client.send(hello).receive(10_000);
			assertThat(answer).isNotNull().hasSizeLessThan(hello.length);
			assertThat(answer).containsSubsequence(0, 0, 0, 0);
			assertThat(new byte[] { answer[1], answer[2], answer[3], answer[4] }).containsOnly(0);
			client.send(RawDatagrams.longHeader(0xc0, 0x1a2a3a4a, 30));
			await(() -> connections(server).report().get("shortDatagrams").equals(1L));
			assertThat(client.drain(300)).isZero();
			assertThat(connections(server).open()).isZero();
		}
	}

	@Test
	void whenInitialIsShortThenNothingIsKept() throws Exception {
		try (TestServer server = start(); RawDatagrams client = new RawDatagrams(server.udpPort())) {
			client.send(RawDatagrams.longHeader(0xc0, 1, 1199));
			await(() -> connections(server).report().get("shortDatagrams").equals(1L));
			assertThat(connections(server).open()).isZero();
			assertThat(client.drain(300)).isZero();
		}
	}

	@Test
	void whenGarbageComesThenIgnoredAndOthersAreServed(CapturedOutput output) throws Exception {
		try (TestServer server = start("handshake-timeout=2s");
				RawDatagrams attacker = new RawDatagrams(server.udpPort());
				RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
			int before = output.toString().length();
			Random random = new Random(47);
			for (int i = 0; i < 3000; i++) {
				byte[] garbage = new byte[(i % 3 == 0) ? 1200 : random.nextInt(1400)];
				random.nextBytes(garbage);
				if (i % 4 == 0 && garbage.length > 30) {
					System.arraycopy(RawDatagrams.longHeader(0xc0, 1, 24), 0, garbage, 0, 24);
					garbage[7] = (byte) i;
				}
				attacker.send(garbage);
				if (i % 300 == 0) {
					assertThat(client.get("/hello").awaitData()).isEqualTo("hello");
				}
			}
			assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
			await(() -> connections(server).handshakes() == 0);
			assertThat(output.toString().substring(before)).doesNotContain("WARN", "ERROR", "Exception");
		}
	}

	private static TestServer start(String... http3) {
		List<String> properties = new ArrayList<>();
		for (String property : http3) {
			properties.add("llm.gateway.http3." + property);
		}
		return TestServer.start(TestServer.tls("h1,h3", properties.toArray(String[]::new)));
	}

	private static QuicConnections connections(TestServer server) {
		return server.context.getBean(QuicConnections.class);
	}

	/** First packets that a client has made and that have not been sent. */
	private static List<byte[]> capture(TestServer server, int count) throws Exception {
		List<byte[]> captured = new ArrayList<>();
		try (RawHttp3Client client = new RawHttp3Client().losing(RawDatagrams::isInitial)) {
			for (int i = 0; i < count; i++) {
				client.handshake(server.udpPort());
				byte[] initial = client.lost.poll(10, TimeUnit.SECONDS);
				assertThat(initial).isNotNull().hasSizeGreaterThanOrEqualTo(QuicDatagramGuard.LEAST);
				captured.add(initial);
			}
		}
		return captured;
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(condition);
	}

}
