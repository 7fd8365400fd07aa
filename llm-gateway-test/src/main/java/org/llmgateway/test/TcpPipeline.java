package org.llmgateway.test;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines of TCP connections: TLS and ALPN, or a look at the first bytes.
 */
final class TcpPipeline extends ChannelInitializer<Channel> {

	private final MockProvider provider;

	private final ChannelGroup connections;

	private final @Nullable SslContext tls;

	TcpPipeline(MockProvider provider, ChannelGroup connections, @Nullable LocalCertificate certificate) {
		this.provider = provider;
		this.connections = connections;
		this.tls = (certificate == null) ? null : tls(certificate);
	}

	private static SslContext tls(LocalCertificate certificate) {
		try {
			return SslContextBuilder.forServer(certificate.keyManagerFactory())
				.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
						SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
						ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
				.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("Could not set TLS up", ex);
		}
	}

	@Override
	protected void initChannel(Channel channel) {
		this.connections.add(channel);
		if (this.tls == null) {
			channel.pipeline().addLast(new ProtocolSniffer(this));
			return;
		}
		channel.pipeline().addLast(this.tls.newHandler(channel.alloc()));
		channel.pipeline().addLast(new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {

			@Override
			protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
				if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
					http2(ctx.pipeline());
				}
				else {
					http1(ctx.pipeline());
				}
			}

		});
	}

	void http1(ChannelPipeline pipeline) {
		pipeline.addLast(new HttpRequestDecoder(new HttpDecoderConfig().setMaxInitialLineLength(65_536)
			.setMaxHeaderSize(262_144)
			.setMaxChunkSize(65_536)
			.setValidateHeaders(false)));
		pipeline.addLast(new Http1Handler(this.provider));
	}

	void http2(ChannelPipeline pipeline) {
		// A gateway under test cancels many streams: the mock does not take that for an
		// attack
		pipeline.addLast(Http2FrameCodecBuilder.forServer()
			.initialSettings(Http2Settings.defaultSettings()
				.initialWindowSize(1 << 20)
				.maxConcurrentStreams(10_000)
				.maxHeaderListSize(262_144))
			.validateHeaders(false)
			.decoderEnforceMaxRstFramesPerWindow(0, 0)
			.encoderEnforceMaxRstFramesPerWindow(0, 0)
			.build());
		pipeline.addLast(new Http2MultiplexHandler(new ChannelInitializer<Http2StreamChannel>() {

			@Override
			protected void initChannel(Http2StreamChannel stream) {
				stream.pipeline()
					.addLast(GoAway.refuses(stream) ? new IgnoredStream()
							: new Http2StreamHandler(TcpPipeline.this.provider));
			}

		}));
	}

	/**
	 * A stream of which nothing is read.
	 */
	private static final class IgnoredStream extends SimpleChannelInboundHandler<Object> {

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, Object frame) {
		}

	}

}
