package org.llmgateway.protocol;

import java.net.Socket;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http2.Http2PingFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that are slow or silent. The time-out under test is short, all others are a
 * minute.
 */
class TimeoutTests {

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	@AfterEach
	void noLeaks() {
		this.clock.shutdownNow();
		TestServer.assertNoLeaks();
	}

	@Test
	void whenHeadDripsThen408AndClosed() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1",
				"llm.gateway.server.request-timeout=500ms"); RawTcpClient client = new RawTcpClient(server.port())) {
			client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n");
			drip(client, "X-A: b\r\n");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
			assertThat(server.application.handled).hasValue(0);
		}
	}

	@Test
	void whenHeadDripsOnAnH2cServerThen408() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.request-timeout=500ms"); RawTcpClient client = new RawTcpClient(server.port())) {
			client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n");
			drip(client, "X-A: b\r\n");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
		}
	}

	@Test
	void whenNextHeadBeginsDuringALongAnswerThenAnswerGoesOn() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1",
				"llm.gateway.server.request-timeout=300ms"); RawTcpClient client = new RawTcpClient(server.port())) {
			client.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
			server.application.awaitLive();
			client.send("GET /hello HTTP/1.1\r\n");
			this.clock.schedule(() -> {
				server.application.live.tryEmitNext("late");
				server.application.live.tryEmitComplete();
			}, 1, TimeUnit.SECONDS);
			assertThat(client.readUntil("0\r\n\r\n")).startsWith("HTTP/1.1 200 ").contains("late");
		}
	}

	@Test
	void whenBodyDripsThen408AndClosed() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1",
				"llm.gateway.server.request-timeout=500ms"); RawTcpClient client = new RawTcpClient(server.port())) {
			client.send("POST /collect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
			drip(client, "a");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
		}
	}

	@Test
	void whenBodyKeepsTheLeastRateThenItMayTakeLonger() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1",
				"llm.gateway.server.request-timeout=300ms", "llm.gateway.server.min-body-rate=1B");
				RawTcpClient client = new RawTcpClient(server.port())) {
			client
				.send("POST /collect HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
			this.clock.schedule(() -> client.send("def"), 1, TimeUnit.SECONDS);
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("abcdef");
		}
	}

	@Test
	void whenGatewayHoldsTheUploadThenTheClockStands() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1",
				"llm.gateway.server.request-timeout=300ms"); RawTcpClient client = new RawTcpClient(server.port())) {
			int length = 4 << 20;
			client.send("POST /hold HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length
					+ "\r\n\r\n");
			this.clock.schedule(() -> server.application.release.tryEmitEmpty(), 1, TimeUnit.SECONDS);
			client.send("a".repeat(length));
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void whenConnectionIsIdleThenClosed() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1",
				"llm.gateway.server.keep-alive-timeout=300ms"); RawTcpClient client = new RawTcpClient(server.port())) {
			client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("hello");
		}
	}

	@Test
	void whenAnswerIsSilentThenIdleTimeoutDoesNotCutIt() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.keep-alive-timeout=300ms", "llm.gateway.http2.ping-timeout=300ms");
				RawTcpClient client = new RawTcpClient(server.port());
				RawHttp2Client h2 = new RawHttp2Client(server.port())) {
			client.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
			server.application.awaitLive();
			RawHttp2Client.Stream stream = h2.open(RawHttp2Client.headers("GET", "/live"), true);
			this.clock.schedule(() -> {
				server.application.live.tryEmitNext("late");
				server.application.live.tryEmitComplete();
			}, 2, TimeUnit.SECONDS);
			assertThat(client.readUntil("0\r\n\r\n")).contains("late");
			assertThat(stream.awaitBody()).contains("late");
		}
	}

	@Test
	void whenHttp2ClientDoesNotAnswerPingsThenConnectionIsClosed() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.keep-alive-timeout=300ms", "llm.gateway.http2.ping-timeout=300ms");
				RawHttp2Client dead = new RawHttp2Client(server.port(), false);
				RawHttp2Client alive = new RawHttp2Client(server.port())) {
			RawHttp2Client.Stream stream = alive.open(RawHttp2Client.headers("GET", "/live"), true);
			server.application.awaitLive();
			dead.open(RawHttp2Client.headers("GET", "/stall"), true).awaitHeaders();
			RawStream.await(dead.connectionEvents, Http2PingFrame.class);
			assertThat(dead.awaitClosed()).isTrue();
			server.application.awaitCancelled("stall");
			// As long without a word, but it answers.
			server.application.live.tryEmitNext("late");
			server.application.live.tryEmitComplete();
			assertThat(stream.awaitBody()).contains("late");
		}
	}

	@Test
	void whenTlsHandshakeDoesNotBeginThenClosed() throws Exception {
		try (TestServer server = TestServer
			.start(TestServer.tls("h1,h2", "llm.gateway.server.handshake-timeout=300ms"));
				Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(new byte[] { 0x16, 0x03, 0x01 });
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
			assertThat(TestClient.H2.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void whenTlsIsDoneThenHandshakeTimeoutIsOver() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2", "llm.gateway.server.handshake-timeout=1s"))) {
			this.clock.schedule(() -> {
				server.application.live.tryEmitNext("late");
				server.application.live.tryEmitComplete();
			}, 2, TimeUnit.SECONDS);
			assertThat(TestClient.H1_TLS.get(server, "/live").body()).contains("late");
		}
	}

	private void drip(RawTcpClient client, String bytes) {
		this.clock.scheduleWithFixedDelay(() -> {
			try {
				client.send(bytes);
			}
			catch (Exception ex) {
				this.clock.shutdown();
			}
		}, 50, 50, TimeUnit.MILLISECONDS);
	}

}
