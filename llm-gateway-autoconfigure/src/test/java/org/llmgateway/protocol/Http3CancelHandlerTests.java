package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.Http3CancelHandler;
import reactor.core.Disposable;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cancelled call of Reactor Netty's HTTP/3 client, with {@link Http3CancelHandler} and
 * without.
 */
class Http3CancelHandlerTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private Channel socket;

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenCallIsCancelledThenServerLearnsOfIt() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(true)) {
			cancelAndRun(server, true, () -> server.application.awaitCancelled("stall"));
		}
	}

	@Test
	void whenCallIsCancelledBeforeTheAnswerThenServerLearnsOfIt() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(true)) {
			ConnectionProvider provider = ConnectionProvider.create("test", 1);
			HttpClient client = client(server, provider, true);
			Disposable call = client.get().uri("/never").response().subscribe();
			server.application.awaitBegun("never");
			call.dispose();
			server.application.awaitCancelled("never");
			close(provider);
		}
	}

	@Test
	void whenCallIsCancelledWithoutTheHandlerThenServerGoesOn() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(true)) {
			cancelAndRun(server, false, () -> assertThat(server.application.isCancelled("stall")).isFalse());
		}
	}

	private void cancelAndRun(BareHttp3Server server, boolean withHandler, Check check) throws Exception {
		ConnectionProvider provider = ConnectionProvider.create("test", 1);
		HttpClient client = client(server, provider, withHandler);
		client.get().uri("/stall").responseContent().asString().next().block(LIMIT);
		for (int i = 0; i < 10; i++) {
			assertThat(client.get().uri("/hello").responseContent().aggregate().asString().block(LIMIT))
				.isEqualTo("hello");
		}
		check.run();
		close(provider);
	}

	private HttpClient client(BareHttp3Server server, ConnectionProvider provider, boolean withHandler) {
		return HttpClient.create(provider)
			.protocol(HttpProtocol.HTTP3)
			.host("127.0.0.1")
			.port(server.port())
			.secure((spec) -> spec.sslContext(Http3SslContextSpec.forClient()
				.configure((builder) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE))))
			.http3Settings((settings) -> settings.idleTimeout(Duration.ofMinutes(1))
				.maxData(16 << 20)
				.maxStreamDataBidirectionalLocal(1 << 20)
				.maxStreamDataBidirectionalRemote(1 << 20)
				.maxStreamsBidirectional(100))
			.doOnRequest((request, connection) -> {
				this.socket = connection.channel().parent().parent();
				if (withHandler) {
					connection.channel().pipeline().addFirst(Http3CancelHandler.NAME, Http3CancelHandler.INSTANCE);
				}
			});
	}

	private void close(ConnectionProvider provider) {
		provider.disposeLater().block(LIMIT);
		this.socket.close().syncUninterruptibly();
	}

	/** What must hold after the cancellation. */
	private interface Check {

		void run() throws Exception;

	}

}
