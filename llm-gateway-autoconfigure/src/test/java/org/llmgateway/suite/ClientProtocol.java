package org.llmgateway.suite;

import java.time.Duration;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContextBuilder;
import org.llmgateway.exchange.Http3CancelHandler;
import org.llmgateway.exchange.Http3EndHandler;
import org.llmgateway.test.LocalCertificate;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * The ways in which a client may speak to the gateway.
 */
public enum ClientProtocol {

	/** HTTP/1.1 without TLS. */
	H1(false, "HTTP/1.1", HttpProtocol.HTTP11),

	/** HTTP/1.1 with TLS. */
	H1_TLS(true, "HTTP/1.1", HttpProtocol.HTTP11),

	/** HTTP/2 without TLS, by prior knowledge. */
	H2C(false, "HTTP/2.0", HttpProtocol.H2C),

	/** HTTP/2 without TLS, by an upgrade from HTTP/1.1. */
	H2C_UPGRADE(false, "HTTP/2.0", HttpProtocol.HTTP11, HttpProtocol.H2C),

	/** HTTP/2 with TLS. */
	H2(true, "HTTP/2.0", HttpProtocol.H2),

	/** HTTP/3. */
	H3(true, "HTTP/3.0", HttpProtocol.HTTP3);

	private static final Duration IDLE = Duration.ofMinutes(1);

	private final boolean tls;

	private final String version;

	private final HttpProtocol[] protocols;

	ClientProtocol(boolean tls, String version, HttpProtocol... protocols) {
		this.tls = tls;
		this.version = version;
		this.protocols = protocols;
	}

	public boolean tls() {
		return this.tls;
	}

	/**
	 * Whether framing is HTTP/1.1's own.
	 * @return {@code true} for HTTP/1.1
	 */
	public boolean http1() {
		return this == H1 || this == H1_TLS;
	}

	/**
	 * The version that an answer must come in.
	 * @return for example {@code HTTP/2.0}
	 */
	public String version() {
		return this.version;
	}

	/**
	 * What a gateway must serve for this client.
	 * @return a value of {@code llm.gateway.protocols}
	 */
	public String served() {
		return this.tls ? GatewaySpec.TLS_PROTOCOLS : GatewaySpec.PLAIN_PROTOCOLS;
	}

	HttpClient configure(HttpClient client, LocalCertificate certificate) {
		HttpClient spoken = client.protocol(this.protocols);
		return switch (this) {
			case H1, H2C, H2C_UPGRADE -> spoken.noSSL();
			case H1_TLS ->
				spoken.secure((ssl) -> ssl.sslContext(trusting(Http11SslContextSpec.forClient(), certificate)));
			case H2 -> spoken.secure((ssl) -> ssl.sslContext(trusting(Http2SslContextSpec.forClient(), certificate)));
			case H3 -> quic(spoken, certificate);
		};
	}

	private static GenericSslContextSpec<SslContextBuilder> trusting(GenericSslContextSpec<SslContextBuilder> spec,
			LocalCertificate certificate) {
		return spec.configure((tls) -> tls.trustManager(certificate.trustManagerFactory()));
	}

	private static HttpClient quic(HttpClient client, LocalCertificate certificate) {
		return client
			.secure((ssl) -> ssl.sslContext(Http3SslContextSpec.forClient()
				.configure((tls) -> tls.trustManager(certificate.trustManagerFactory()))))
			.http3Settings((settings) -> settings.idleTimeout(IDLE)
				.maxData(16L << 20)
				.maxStreamDataBidirectionalLocal(1L << 20)
				.maxStreamDataBidirectionalRemote(1L << 20)
				.maxStreamsBidirectional(100))
			.doOnChannelInit((observer, channel, remote) -> Http3CancelHandler.closeSocketWith(channel))
			.doOnRequest((request, connection) -> {
				ChannelPipeline pipeline = connection.channel().pipeline();
				pipeline.addFirst(Http3CancelHandler.NAME, Http3CancelHandler.INSTANCE);
				Http3EndHandler.install(pipeline, Http3CancelHandler.NAME, NettyPipeline.H3ToHttp11Codec);
			});
	}

}
