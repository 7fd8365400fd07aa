package org.llmgateway.protocol;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The guards of a connection whose protocol ALPN decides.
 */
class TlsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenHttp1IsNegotiatedThenHeadTimeoutHolds() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2", "llm.gateway.server.request-timeout=300ms"));
				SSLSocket socket = connect(server)) {
			socket.getOutputStream().write("GET /hello HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 408 ");
		}
	}

	@Test
	void whenHttp2IsNegotiatedThenHeldUploadsDoNotStallAThirdStream() throws Exception {
		ConnectionProvider oneConnection = ConnectionProvider.builder("one")
			.maxConnections(1)
			.allocationStrategy(Http2AllocationStrategy.builder().maxConnections(1).maxConcurrentStreams(10).build())
			.build();
		List<Disposable> held = new ArrayList<>();
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2"))) {
			HttpClient client = TestClient.H2.client(server, oneConnection);
			assertThat(post(client, "/collect", 10).block(LIMIT)).hasSize(10);
			for (int i = 0; i < 2; i++) {
				held.add(post(client, "/hold", 1 << 20).subscribe());
			}
			server.application.awaitBegun("hold");
			assertThat(post(client, "/collect", 200_000).block(LIMIT)).hasSize(200_000);
			held.forEach(Disposable::dispose);
			oneConnection.disposeLater().block(LIMIT);
		}
	}

	@Test
	void whenOnlyHttp2IsServedThenHttp1IsRefused() {
		try (TestServer server = TestServer.start(TestServer.tls("h2"))) {
			assertThat(TestClient.H2.get(server, "/hello").body()).isEqualTo("hello");
			assertThatThrownBy(() -> TestClient.H1_TLS.get(server, "/hello")).isNotNull();
		}
	}

	private static Mono<String> post(HttpClient client, String path, int length) {
		return client.headers((headers) -> headers.set("content-type", "text/plain"))
			.post()
			.uri(path)
			.send(ByteBufFlux.fromString(Flux.just("a".repeat(length))))
			.responseContent()
			.aggregate()
			.asString();
	}

	private static SSLSocket connect(TestServer server) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
		socket.setSoTimeout((int) LIMIT.toMillis());
		socket.startHandshake();
		return socket;
	}

}
