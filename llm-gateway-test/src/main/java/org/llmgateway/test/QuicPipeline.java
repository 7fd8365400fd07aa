package org.llmgateway.test;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;

/**
 * Pipelines of QUIC connections and their request streams.
 */
final class QuicPipeline extends ChannelInitializer<QuicChannel> {

	private final MockProvider provider;

	private final ChannelGroup connections;

	private QuicPipeline(MockProvider provider, ChannelGroup connections) {
		this.provider = provider;
		this.connections = connections;
	}

	/**
	 * Handler for the datagram channel.
	 * @param provider answers the requests
	 * @param connections takes the connections
	 * @param certificate the certificate to show
	 * @return a new handler
	 */
	static ChannelHandler codec(MockProvider provider, ChannelGroup connections, LocalCertificate certificate) {
		return Http3.newQuicServerCodecBuilder()
			.sslContext(QuicSslContextBuilder.forServer(certificate.privateKey(), null, certificate.certificate())
				.applicationProtocols(Http3.supportedApplicationProtocols())
				.build())
			.maxIdleTimeout(30, TimeUnit.SECONDS)
			.initialMaxData(64L << 20)
			.initialMaxStreamDataBidirectionalRemote(1L << 20)
			.initialMaxStreamDataBidirectionalLocal(1L << 20)
			.initialMaxStreamDataUnidirectional(1L << 20)
			.initialMaxStreamsBidirectional(10_000)
			.initialMaxStreamsUnidirectional(16)
			.handler(new QuicPipeline(provider, connections))
			.build();
	}

	@Override
	protected void initChannel(QuicChannel channel) {
		this.connections.add(channel);
		channel.pipeline().addLast(new Http3ServerConnectionHandler(new ChannelInitializer<QuicStreamChannel>() {

			@Override
			protected void initChannel(QuicStreamChannel stream) {
				Http3EndHandler end = new Http3EndHandler();
				stream.pipeline().addFirst(new Http3Guard(), end);
				stream.pipeline().addLast(new Http3StreamHandler(QuicPipeline.this.provider, end));
			}

		}));
	}

	@Override
	public boolean isSharable() {
		return true;
	}

}
