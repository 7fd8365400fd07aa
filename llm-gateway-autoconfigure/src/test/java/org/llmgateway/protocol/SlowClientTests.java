package org.llmgateway.protocol;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hundreds of clients that are slow, in each way that a client can be, while others are
 * served. The time-out under test is short, all others are a minute.
 */
class SlowClientTests {

	private static final int SLOW = 300;

	private final List<RawTcpClient> clients = new ArrayList<>();

	@AfterEach
	void noLeaks() throws IOException {
		for (RawTcpClient client : this.clients) {
			client.close();
		}
		TestServer.assertNoLeaks();
	}

	@Test
	void whenHeadsAreSlowThenOthersAreServedAndEachGets408() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.request-timeout=3s")) {
			slow(server, "GET /hello HTTP/1.1\r\nHost: local");
			assertThat(TestClient.H2C.get(server, "/hello").body()).isEqualTo("hello");
			drip();
			assertThat(TestClient.H1.get(server, "/hello").body()).isEqualTo("hello");
			for (RawTcpClient client : this.clients) {
				assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
			}
			assertCounted(server, GuardReason.SLOW_HEAD);
		}
	}

	@Test
	void whenBodiesAreSlowThenOthersAreServedAndEachGets408() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.request-timeout=3s")) {
			slow(server, "POST /collect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\na");
			assertThat(TestClient.H2C.get(server, "/hello").body()).isEqualTo("hello");
			drip();
			assertThat(TestClient.H1.get(server, "/hello").body()).isEqualTo("hello");
			for (RawTcpClient client : this.clients) {
				assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
			}
			assertCounted(server, GuardReason.SLOW_BODY);
		}
	}

	@Test
	void whenTlsHandshakesStallThenOthersAreServedAndEachIsClosed() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2", "llm.gateway.server.handshake-timeout=3s"))) {
			slow(server, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
			assertThat(TestClient.H2.get(server, "/hello").body()).isEqualTo("hello");
			drip();
			assertThat(TestClient.H1_TLS.get(server, "/hello").body()).isEqualTo("hello");
			for (RawTcpClient client : this.clients) {
				client.readToEnd();
			}
			assertCounted(server, GuardReason.HANDSHAKE_TIMEOUT);
		}
	}

	@Test
	void whenHttp2BodyIsSlowThenItsStreamEndsAndOthersGoOn() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.request-timeout=1s"); RawFrames client = new RawFrames(server.port()).greet()) {
			client.begin(1, "/collect").frame(RawFrames.DATA, 0, 1, (byte) 'a').send();
			assertThat(client.await(RawFrames.HEADERS).stream()).isEqualTo(1);
			assertThat(client.isServed(3, "/hello")).isTrue();
			assertThat(server.context.getBean(GuardCounts.class).count(GuardReason.SLOW_BODY)).isEqualTo(1);
		}
	}

	@Test
	void whenHttp2ClientDoesNotReadItsGoAwayThenClosed() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.http2.ping-timeout=300ms"); RawFrames client = new RawFrames(server.port(), false)) {
			// A window for more than the sockets hold.
			client.frame(RawFrames.SETTINGS, 0, 0, new byte[] { 0, 4, 0x40, 0, 0, 0 })
				.number(RawFrames.WINDOW_UPDATE, 0, 1 << 30)
				.get(1, "/flood")
				.send();
			server.application.awaitBegun("flood");
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> isStopped(server));
			client.begin(3, "/collect");
			for (int i = 0; i < 10; i++) {
				client.frame(RawFrames.DATA, 0, 3);
			}
			client.send();
			server.application.awaitCancelled("flood");
			GuardCounts counts = server.context.getBean(GuardCounts.class);
			assertThat(counts.count(GuardReason.EMPTY_FRAMES)).isEqualTo(1);
			assertThat(counts.count(GuardReason.UNRESPONSIVE)).isEqualTo(1);
			assertThat(TestClient.H2C.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	/** Whether nothing more goes out: two looks at the same number of blocks. */
	private static boolean isStopped(TestServer server) {
		int before = server.application.blocks.get();
		long look = System.nanoTime() + Duration.ofMillis(300).toNanos();
		while (System.nanoTime() < look) {
			Thread.onSpinWait();
		}
		return before > 0 && server.application.blocks.get() == before;
	}

	private void slow(TestServer server, String bytes) throws IOException {
		for (int i = 0; i < SLOW; i++) {
			this.clients.add(new RawTcpClient(server.port()).send(bytes));
		}
	}

	private void drip() throws IOException {
		for (RawTcpClient client : this.clients) {
			client.send("a");
		}
	}

	private static void assertCounted(TestServer server, GuardReason reason) {
		assertThat(server.context.getBean(GuardCounts.class).count(reason)).isEqualTo(SLOW);
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> server.context.getBean(ConnectionLimit.class).open() == 0);
	}

}
