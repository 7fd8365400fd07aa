package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;

/**
 * Reactor Netty's HTTP/3 server around the test application, with our guards or without.
 */
final class BareHttp3Server implements AutoCloseable {

	final TestApplication application = new TestApplication();

	final Http3Drain drain;

	private final LoopResources loops = LoopResources.create("bare", 1, true);

	private final DisposableServer server;

	BareHttp3Server(boolean guarded, Duration idleTimeout, Duration probe, Duration handshake) throws Exception {
		this.drain = new Http3Drain(probe, new QuicConnections(TestServer.http3Properties()));
		QuicSslContext tls = QuicSslContextBuilder.forServer(TestCertificate.FIRST.toKeyManagerFactory(), null)
			.applicationProtocols(Http3.supportedApplicationProtocols())
			.build();
		HttpServer http = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(this.loops)
			.protocol(HttpProtocol.HTTP3)
			.secure((spec) -> spec.sslContext(tls))
			.http3Settings((settings) -> settings.idleTimeout(idleTimeout)
				.maxData(16 << 20)
				.maxStreamDataBidirectionalLocal(1 << 20)
				.maxStreamDataBidirectionalRemote(1 << 20)
				.maxStreamsBidirectional(100))
			.handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(this.application.routes())));
		if (guarded) {
			http = http.doOnChannelInit((observer, channel, remote) -> {
				this.drain.install(channel);
				channel.pipeline().addFirst(Http3HandshakeTimeout.NAME, new Http3HandshakeTimeout(handshake));
			});
		}
		this.server = http.bindNow();
	}

	static BareHttp3Server start(boolean guarded) throws Exception {
		return new BareHttp3Server(guarded, Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofMinutes(1));
	}

	int port() {
		return this.server.port();
	}

	void dispose() {
		this.server.disposeNow(Duration.ofSeconds(10));
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(10));
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(10)).block(Duration.ofSeconds(10));
	}

}
