package org.llmgateway.protocol;

import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelPipelineConfigurer;
import reactor.netty.ConnectionObserver;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Puts the guards of its protocol into each TCP connection, once that protocol is known,
 * and knows all open connections. What is open when requests have been drained, idle by
 * then, is closed before the event loops end, which would leave it open.
 */
final class TcpConnections implements ChannelPipelineConfigurer, SmartLifecycle {

	private final ConnectionProperties properties;

	private final Http2Properties http2;

	private final ConnectionLimit limit;

	private final GuardCounts counts;

	private final HeaderLimit headers;

	private final ForwardedHeaders forwarded;

	private final ChannelGroup open = new DefaultChannelGroup("llm-tcp", GlobalEventExecutor.INSTANCE);

	private volatile boolean running;

	TcpConnections(ConnectionProperties properties, Http2Properties http2, ProtocolProperties protocol,
			ConnectionLimit limit, GuardCounts counts) {
		this.properties = properties;
		this.http2 = http2;
		this.headers = protocol.headerLimit();
		this.forwarded = protocol.forwardedHeaders();
		this.limit = limit;
		this.counts = counts;
	}

	/**
	 * Puts the guard of new connections before the acceptor of a server.
	 */
	void onBound(DisposableServer server) {
		server.channel().pipeline().addFirst(AcceptGuard.NAME, new AcceptGuard(this.limit, this.counts));
	}

	@Override
	public void onChannelInit(ConnectionObserver observer, Channel channel, @Nullable SocketAddress remote) {
		this.open.add(channel);
		this.forwarded.onChannelInit(observer, channel, remote);
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NettyPipeline.SslHandler) != null) {
			pipeline.addBefore(NettyPipeline.SslHandler, ClientHelloGuard.NAME, new ClientHelloGuard(this.counts));
			pipeline.addAfter(NettyPipeline.SslHandler, TlsHandshakeTimeout.NAME,
					new TlsHandshakeTimeout(this.properties.handshakeTimeout(), this.counts));
		}
		if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
			pipeline.addBefore(NettyPipeline.H2OrHttp11Codec, Negotiation.NAME, new Negotiation());
		}
		else {
			guard(pipeline);
		}
	}

	private void guard(ChannelPipeline pipeline) {
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
			pipeline.addBefore(NettyPipeline.HttpTrafficHandler, RequestHeadTimeout.NAME,
					new RequestHeadTimeout(this.properties.requestTimeout(), this.counts));
			pipeline.addBefore(NettyPipeline.HttpTrafficHandler, BrokenBodyGuard.NAME, new BrokenBodyGuard());
			pipeline.addBefore(NettyPipeline.HttpTrafficHandler, Http1HeadersGuard.NAME,
					new Http1HeadersGuard(this.headers));
		}
		if (pipeline.get(NettyPipeline.H2CUpgradeHandler) != null) {
			pipeline.addBefore(RequestHeadTimeout.NAME, Http2ConnectionGuard.NAME, http2Guard());
			pipeline.addAfter(Http2ConnectionGuard.NAME, Http2HeadersGuard.NAME, Http2HeadersGuard.INSTANCE);
		}
		else if (pipeline.get(Http2FrameCodec.class) != null) {
			pipeline.addAfter(NettyPipeline.HttpCodec, Http2ConnectionGuard.NAME, http2Guard());
			pipeline.addAfter(Http2ConnectionGuard.NAME, Http2HeadersGuard.NAME, Http2HeadersGuard.INSTANCE);
		}
	}

	private Http2ConnectionGuard http2Guard() {
		return new Http2ConnectionGuard(this.http2, this.properties.keepAliveTimeout(), this.counts);
	}

	/**
	 * Closes what is still open, with all its streams; from any thread.
	 */
	void closeAll() {
		for (Channel channel : this.open) {
			channel.eventLoop().execute(() -> {
				Http2ConnectionGuard guard = channel.pipeline().get(Http2ConnectionGuard.class);
				if (guard != null) {
					// The HTTP/2 codec closes the connection after its last stream, never
					// before.
					guard.closeStreams();
				}
				channel.close();
			});
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		closeAll();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Lower than that of the graceful shutdown, and so stopped after it. */
	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
	}

	int size() {
		return this.open.size();
	}

	ConnectionProperties properties() {
		return this.properties;
	}

	GuardCounts counts() {
		return this.counts;
	}

	/**
	 * Waits for ALPN, lets Reactor Netty set the pipeline up, then adds the guards.
	 */
	private final class Negotiation extends ChannelInboundHandlerAdapter {

		private static final String NAME = "llm.negotiation";

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			ctx.fireUserEventTriggered(event);
			if (event instanceof SslHandshakeCompletionEvent completion) {
				if (completion.isSuccess()) {
					guard(ctx.pipeline());
				}
				ctx.pipeline().remove(this);
			}
		}

	}

}
