package org.llmgateway.protocol;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.List;

import io.netty.handler.codec.http3.Http3GoAwayFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Graceful shutdown of both servers together.
 */
class ShutdownTests {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void noLeaks() {
		this.threads.shutdownNow();
		TestServer.assertNoLeaks();
	}

	@Test
	void whenShutDownThenReadinessGoesFirstAndStreamsOnBothServersEnd() throws Exception {
		TestServer server = TestServer.start("llm.gateway.protocols=h1,h3", "llm.gateway.http3.ssl-bundle=gw",
				"llm.gateway.drain-timeout=1m", "spring.lifecycle.timeout-per-shutdown-phase=1m");
		List<Object> order = new CopyOnWriteArrayList<>();
		server.context.addApplicationListener((ApplicationListener<AvailabilityChangeEvent<?>>) (event) -> {
			if (event.getState() instanceof ReadinessState state) {
				order.add(state);
			}
		});
		try (RawTcpClient tcp = new RawTcpClient(server.port());
				RawHttp3Client quic = new RawHttp3Client().connect(server.udpPort())) {
			RawStream stream = quic.get("/live");
			tcp.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> server.application.live.currentSubscriberCount() == 2);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, this.threads);
			quic.awaitConnectionEvent(Http3GoAwayFrame.class);
			assertThat(order).containsExactly(ReadinessState.REFUSING_TRAFFIC);
			assertThat(closed).isNotDone();
			server.application.live.tryEmitNext("last");
			server.application.live.tryEmitComplete();
			assertThat(stream.awaitData()).contains("last");
			stream.awaitEnd();
			String answer = tcp.readToEnd();
			assertThat(answer).containsIgnoringCase("alt-svc: clear").contains("data:last").endsWith("\r\n0\r\n\r\n");
			closed.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void whenDrainTimeoutPassesThenBothServersClose() throws Exception {
		TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c,h3", "llm.gateway.http3.ssl-bundle=gw",
				"llm.gateway.drain-timeout=300ms", "spring.lifecycle.timeout-per-shutdown-phase=1m");
		try (RawTcpClient tcp = new RawTcpClient(server.port());
				RawHttp2Client h2 = new RawHttp2Client(server.port());
				RawHttp3Client quic = new RawHttp3Client().connect(server.udpPort())) {
			quic.get("/live");
			h2.open(RawHttp2Client.headers("GET", "/live"), true);
			tcp.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> server.application.live.currentSubscriberCount() == 3);
			CompletableFuture.runAsync(server::close, this.threads).get(20, TimeUnit.SECONDS);
			assertThat(tcp.readToEnd()).doesNotContain("\r\n0\r\n\r\n");
			assertThat(h2.awaitClosed()).isTrue();
			server.application.awaitCancelled("live");
		}
	}

	@Test
	void whenShutdownIsImmediateThenNothingWaits() throws Exception {
		TestServer server = TestServer.start("llm.gateway.protocols=h1,h3", "llm.gateway.http3.ssl-bundle=gw",
				"server.shutdown=immediate", "llm.gateway.drain-timeout=1m",
				"spring.lifecycle.timeout-per-shutdown-phase=1m");
		try (RawHttp3Client quic = new RawHttp3Client().connect(server.udpPort())) {
			quic.get("/stall").awaitData();
			CompletableFuture.runAsync(server::close, this.threads).get(20, TimeUnit.SECONDS);
			server.application.awaitCancelled("stall");
		}
	}

}
