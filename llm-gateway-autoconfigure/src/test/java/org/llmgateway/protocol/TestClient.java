package org.llmgateway.protocol;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * Reactor Netty's client, one way for each way that a client may speak to the gateway.
 */
enum TestClient {

	H1("h1", false, HttpProtocol.HTTP11),

	H1_TLS("h1, h2", true, HttpProtocol.HTTP11),

	H2C("h1, h2c", false, HttpProtocol.H2C),

	H2C_UPGRADE("h1, h2c", false, HttpProtocol.HTTP11, HttpProtocol.H2C),

	H2("h1, h2", true, HttpProtocol.H2),

	H3("h1, h2, h3", true, HttpProtocol.HTTP3);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final String serverProtocols;

	private final boolean tls;

	private final HttpProtocol[] protocols;

	TestClient(String serverProtocols, boolean tls, HttpProtocol... protocols) {
		this.serverProtocols = serverProtocols;
		this.tls = tls;
		this.protocols = protocols;
	}

	TestServer startServer(String... more) {
		return this.tls ? TestServer.start(TestServer.tls(this.serverProtocols, more))
				: TestServer.start(join("llm.gateway.protocols=" + this.serverProtocols, more));
	}

	private static String[] join(String first, String... more) {
		String[] all = new String[more.length + 1];
		all[0] = first;
		System.arraycopy(more, 0, all, 1, more.length);
		return all;
	}

	boolean multiplexed() {
		return this != H1 && this != H1_TLS;
	}

	/**
	 * A client on connections of its own, which are closed afterwards.
	 */
	<T> T with(TestServer server, Function<HttpClient, Mono<T>> call) {
		ConnectionProvider provider = ConnectionProvider.builder("test").maxConnections(20).build();
		Set<Channel> sockets = ConcurrentHashMap.newKeySet();
		HttpClient client = client(server, provider);
		if (this == H3) {
			// Reactor Netty leaves the UDP socket of a closed QUIC connection open.
			client = client.doOnRequest((request, connection) -> sockets.add(connection.channel().parent().parent()));
		}
		try {
			return call.apply(client).block(LIMIT);
		}
		finally {
			provider.disposeLater().block(LIMIT);
			sockets.forEach((socket) -> socket.close().syncUninterruptibly());
		}
	}

	HttpClient client(TestServer server, ConnectionProvider provider) {
		HttpClient client = HttpClient.create(provider)
			.protocol(this.protocols)
			.disableRetry(true)
			.host("127.0.0.1")
			.port((this == H3) ? server.udpPort() : server.port());
		if (!this.tls) {
			return client;
		}
		client = client.secure((spec) -> {
			switch (this) {
				case H3 -> spec.sslContext(Http3SslContextSpec.forClient()
					.configure((builder) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE)));
				case H2 -> spec.sslContext((GenericSslContextSpec<?>) Http2SslContextSpec.forClient()
					.configure((builder) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE)));
				default -> spec.sslContext((GenericSslContextSpec<?>) Http11SslContextSpec.forClient()
					.configure((builder) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE)));
			}
		});
		return (this != H3) ? client
				: client.http3Settings((settings) -> settings.idleTimeout(Duration.ofMinutes(1))
					.maxData(16 << 20)
					.maxStreamDataBidirectionalLocal(1 << 20)
					.maxStreamDataBidirectionalRemote(1 << 20)
					.maxStreamsBidirectional(100));
	}

	Answer get(TestServer server, String path) {
		return with(server, (client) -> client.get().uri(path).responseSingle(Answer::read));
	}

	Answer post(TestServer server, String path, byte[] body) {
		return with(server,
				(client) -> client.headers((headers) -> headers.set("content-type", "text/plain"))
					.post()
					.uri(path)
					.send(ByteBufFlux.fromInbound(Flux.just(body)))
					.responseSingle(Answer::read));
	}

	/**
	 * A whole answer.
	 *
	 * @param status status code
	 * @param headers headers
	 * @param body body
	 * @param protocol version that it came in
	 */
	record Answer(int status, HttpHeaders headers, String body, String protocol) {

		static Mono<Answer> read(HttpClientResponse response, reactor.netty.ByteBufMono content) {
			return content.asString()
				.defaultIfEmpty("")
				.map((text) -> new Answer(response.status().code(), response.responseHeaders(), text,
						response.version().text()));
		}

		@Nullable String header(String name) {
			return this.headers.get(name);
		}

	}

}
