package org.llmgateway.test;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.AttributeKey;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * The protocols that the mock speaks, and a client for each.
 */
enum TestProtocol {

	H1("HTTP/1.1"), H1_TLS("HTTP/1.1"), H2C("HTTP/2.0"), H2("HTTP/2.0"), H3("HTTP/3.0");

	private static final AttributeKey<Boolean> SOCKET_FOLLOWS = AttributeKey.valueOf("test.h3.socket-follows");

	static final LocalCertificate CERTIFICATE = LocalCertificate.create();

	private final String version;

	TestProtocol(String version) {
		this.version = version;
	}

	String version() {
		return this.version;
	}

	boolean tls() {
		return this != H1 && this != H2C;
	}

	MockLlm.Builder mock() {
		MockLlm.Builder builder = MockLlm.builder();
		return tls() ? builder.tls(CERTIFICATE).http3(this == H3) : builder;
	}

	HttpClient client(ConnectionProvider provider, String baseUrl) {
		HttpClient client = HttpClient.create(provider).baseUrl(baseUrl).responseTimeout(Duration.ofMinutes(1));
		return switch (this) {
			case H1 -> client.protocol(HttpProtocol.HTTP11);
			case H1_TLS -> client.protocol(HttpProtocol.HTTP11)
				.secure((ssl) -> ssl.sslContext(trusting(Http11SslContextSpec.forClient())));
			case H2C -> client.protocol(HttpProtocol.H2C);
			case H2 -> client.protocol(HttpProtocol.H2)
				.secure((ssl) -> ssl.sslContext(trusting(Http2SslContextSpec.forClient())));
			case H3 -> http3(client);
		};
	}

	private static GenericSslContextSpec<SslContextBuilder> trusting(GenericSslContextSpec<SslContextBuilder> spec) {
		return spec.configure((tls) -> tls.trustManager(CERTIFICATE.trustManagerFactory()));
	}

	private static HttpClient http3(HttpClient client) {
		return client.protocol(HttpProtocol.HTTP3)
			.secure((ssl) -> ssl.sslContext(Http3SslContextSpec.forClient()
				.configure((tls) -> tls.trustManager(CERTIFICATE.trustManagerFactory()))))
			.http3Settings((settings) -> settings.idleTimeout(Duration.ofMinutes(1))
				.maxData(10L << 20)
				.maxStreamDataBidirectionalLocal(1L << 20)
				.maxStreamDataBidirectionalRemote(1L << 20)
				.maxStreamsBidirectional(100))
			.doOnRequest((request, connection) -> stopOnClose(connection.channel()));
	}

	private static void stopOnClose(Channel channel) {
		// Reactor Netty tells the server nothing when a stream is disposed of, and its
		// caller
		// nothing when the server resets one
		Channel connection = channel.parent();
		if (connection.attr(SOCKET_FOLLOWS).setIfAbsent(true) == null) {
			// It also leaves the UDP socket of a connection open
			connection.closeFuture().addListener((closed) -> connection.parent().close());
		}
		Http3EndHandler end = new Http3EndHandler();
		channel.pipeline().addAfter(NettyPipeline.H3ToHttp11Codec, null, new ChannelOutboundHandlerAdapter() {

			@Override
			public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
				boolean last = msg instanceof LastHttpContent;
				if (last) {
					end.begin();
				}
				ChannelFuture written = ctx.write(msg, promise);
				if (last) {
					end.end((QuicStreamChannel) ctx.channel(), written);
				}
			}

		});
		channel.pipeline().addFirst(end);
		channel.pipeline().addFirst(new ChannelDuplexHandler() {

			@Override
			public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
				QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
				if (stream.isActive() && !stream.isInputShutdown()) {
					int code = Http3ErrorCode.H3_REQUEST_CANCELLED.code();
					stream.shutdownInput(code);
					if (!stream.isOutputShutdown()) {
						stream.shutdownOutput(code);
					}
				}
				ctx.close(promise);
			}

			@Override
			public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
				ctx.channel().close();
				ctx.fireExceptionCaught(cause);
			}

		});
	}

}
