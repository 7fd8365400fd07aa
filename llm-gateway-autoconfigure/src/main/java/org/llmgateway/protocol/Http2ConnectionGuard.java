package org.llmgateway.protocol;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Widens the receive window of an HTTP/2 connection, so that uploads which are held back
 * do not stall its other streams, and closes the connection (GOAWAY) when it had no
 * stream for the keep-alive time-out.
 * <p>
 * Reactor Netty has a property for the window of a stream only. Stands behind the frame
 * codec and acts on the client's SETTINGS, the first frame of every connection whether it
 * came by ALPN, prior knowledge or upgrade.
 */
final class Http2ConnectionGuard extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.h2.connection";

	private final int window;

	private final long keepAliveNanos;

	private boolean begun;

	private int streams;

	private long idleSince;

	private @Nullable ScheduledFuture<?> timer;

	Http2ConnectionGuard(long window, Duration keepAlive) {
		this.window = Math.toIntExact(window);
		this.keepAliveNanos = keepAlive.toNanos();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (!this.begun && msg instanceof Http2SettingsFrame) {
			this.begun = true;
			Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
			if (codec != null) {
				begin(ctx, codec);
			}
		}
		ctx.fireChannelRead(msg);
	}

	private void begin(ChannelHandlerContext ctx, Http2FrameCodec codec) {
		Http2LocalFlowController flow = codec.connection().local().flowController();
		int increment = this.window - flow.initialWindowSize(codec.connection().connectionStream());
		if (increment > 0) {
			ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(increment));
		}
		this.streams = codec.connection().numActiveStreams();
		this.idleSince = System.nanoTime();
		codec.connection().addListener(new Http2ConnectionAdapter() {

			@Override
			public void onStreamActive(Http2Stream stream) {
				Http2ConnectionGuard.this.streams++;
			}

			@Override
			public void onStreamClosed(Http2Stream stream) {
				Http2ConnectionGuard.this.streams = codec.connection().numActiveStreams();
				Http2ConnectionGuard.this.idleSince = System.nanoTime();
			}

		});
		schedule(ctx, this.keepAliveNanos);
	}

	private void schedule(ChannelHandlerContext ctx, long nanos) {
		this.timer = ctx.executor().schedule(() -> check(ctx), nanos, TimeUnit.NANOSECONDS);
	}

	private void check(ChannelHandlerContext ctx) {
		long left = this.idleSince + this.keepAliveNanos - System.nanoTime();
		if (this.streams > 0) {
			schedule(ctx, this.keepAliveNanos);
		}
		else if (left > 0) {
			schedule(ctx, left);
		}
		else {
			ctx.channel().close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		cancel();
		ctx.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		cancel();
	}

	private void cancel() {
		ScheduledFuture<?> scheduled = this.timer;
		if (scheduled != null) {
			this.timer = null;
			scheduled.cancel(false);
		}
	}

}
