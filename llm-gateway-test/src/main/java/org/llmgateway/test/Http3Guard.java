package org.llmgateway.test;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client has stopped a stream, which Netty tells only to the one who
 * writes: it writes an empty frame of a reserved type, which clients must ignore (RFC
 * 9114 sections 7.2.8 and 9), whenever the stream was silent for a while, and closes the
 * stream when a write finds it stopped.
 * <p>
 * Stands first in the pipeline of a request stream, before the frame codec.
 */
final class Http3Guard extends ChannelDuplexHandler {

	private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final byte[] RESERVED_FRAME = { 0x21, 0 };

	private long lastWrite = System.nanoTime();

	private boolean stopped;

	private @Nullable Future<?> timer;

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.timer = ctx.executor()
			.scheduleAtFixedRate(() -> probe(ctx), PROBE_NANOS, PROBE_NANOS, TimeUnit.NANOSECONDS);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		cancelTimer();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		cancelTimer();
		ctx.fireChannelInactive();
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	private void probe(ChannelHandlerContext ctx) {
		QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
		boolean silent = System.nanoTime() - this.lastWrite >= PROBE_NANOS;
		if (silent && !this.stopped && !stream.isOutputShutdown() && stream.isWritable()) {
			ByteBuf frame = Unpooled.directBuffer(RESERVED_FRAME.length).writeBytes(RESERVED_FRAME);
			watch(ctx, ctx.writeAndFlush(frame));
		}
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		this.lastWrite = System.nanoTime();
		watch(ctx, ctx.write(msg, promise.unvoid()));
	}

	private void watch(ChannelHandlerContext ctx, ChannelFuture future) {
		if (future.isDone()) {
			check(ctx, future);
		}
		else if (ctx.channel().bytesBeforeUnwritable() > 0) {
			// Held back although there is room: the stream is gone, not blocked
			stopped(ctx);
		}
		else {
			future.addListener((done) -> check(ctx, done));
		}
	}

	private void check(ChannelHandlerContext ctx, Future<?> future) {
		if (future.cause() instanceof ChannelOutputShutdownException) {
			stopped(ctx);
		}
	}

	private void stopped(ChannelHandlerContext ctx) {
		if (!this.stopped) {
			this.stopped = true;
			ctx.executor().execute(() -> ctx.channel().close());
		}
	}

}
