package org.llmgateway.protocol;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import org.llmgateway.exchange.Http3EndHandler;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Makes the end of an HTTP/3 request stream visible on both sides: an answer that breaks
 * off resets the stream instead of ending it cleanly, and a client that stopped reading
 * (STOP_SENDING) closes the stream here, even while nothing is being written.
 * <p>
 * Stands first in the stream's pipeline, below the codecs. Netty ends every closed stream
 * with FIN, and reports STOP_SENDING only to a write; so a silent stream is probed with
 * an empty frame of a reserved type, which receivers must ignore (RFC 9114, sections
 * 7.2.8 and 9). Once the stream is collected a write is neither done nor failed; unlike
 * one that waits for flow control it leaves the channel's capacity positive.
 */
final class Http3StreamGuard extends ChannelDuplexHandler {

	static final String NAME = "llm.h3.stream";

	/** Type 0x21, length 0. */
	private static final ByteBuf PROBE = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] { 0x21, 0 }))
		.asReadOnly();

	private final Http3Connection connection;

	private final long probeNanos;

	private long lastWrite = System.nanoTime();

	private boolean stopped;

	private boolean reset;

	private @Nullable ScheduledFuture<?> probing;

	Http3StreamGuard(Http3Connection connection, long probeNanos) {
		this.connection = connection;
		this.probeNanos = probeNanos;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.probing = ctx.executor()
			.scheduleAtFixedRate(() -> probe(ctx), this.probeNanos, this.probeNanos, TimeUnit.NANOSECONDS);
		ctx.channel().closeFuture().addListener((closed) -> stopProbing());
	}

	@Override
	public void channelRegistered(ChannelHandlerContext ctx) {
		// By now the codecs are there, and nothing has been read.
		if (ctx.pipeline().get(NettyPipeline.H3ToHttp11Codec) != null) {
			ctx.pipeline().addBefore(NettyPipeline.H3ToHttp11Codec, Http3HeadersGuard.NAME, Http3HeadersGuard.INSTANCE);
		}
		Http3EndHandler.install(ctx.pipeline(), NAME, NettyPipeline.H3ToHttp11Codec);
		ctx.fireChannelRegistered();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		stopProbing();
	}

	private void stopProbing() {
		ScheduledFuture<?> task = this.probing;
		if (task != null) {
			this.probing = null;
			task.cancel(false);
		}
	}

	private void probe(ChannelHandlerContext ctx) {
		if (System.nanoTime() - this.lastWrite >= this.probeNanos) {
			probeNow(ctx);
		}
	}

	/** Finds out whether the client still reads the stream; called on the event loop. */
	static void probeNow(QuicStreamChannel stream) {
		ChannelHandlerContext ctx = stream.pipeline().context(NAME);
		if (ctx != null) {
			((Http3StreamGuard) ctx.handler()).probeNow(ctx);
		}
	}

	private void probeNow(ChannelHandlerContext ctx) {
		QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
		if (!stream.isOutputShutdown() && stream.isWritable()) {
			watch(ctx, ctx.writeAndFlush(PROBE.duplicate()));
		}
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		this.lastWrite = System.nanoTime();
		watch(ctx, ctx.write(msg, promise.unvoid()));
	}

	private void watch(ChannelHandlerContext ctx, ChannelFuture write) {
		if (write.isDone()) {
			check(ctx, write);
		}
		else if (ctx.channel().bytesBeforeUnwritable() > 0) {
			stopped(ctx);
		}
		else {
			write.addListener((done) -> check(ctx, done));
		}
	}

	private void check(ChannelHandlerContext ctx, Future<?> write) {
		if (write.cause() instanceof ChannelOutputShutdownException) {
			stopped(ctx);
		}
	}

	private void stopped(ChannelHandlerContext ctx) {
		if (!this.stopped) {
			this.stopped = true;
			reset();
			// Not within the write that found it: the writer has to return first.
			ctx.executor().execute(() -> ctx.pipeline().close());
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (cause instanceof QuicStreamResetException) {
			reset();
		}
		ctx.fireExceptionCaught(cause);
		if (cause instanceof QuicException && !(cause instanceof QuicStreamResetException)) {
			// There is no such stream any more.
			stopped(ctx);
		}
	}

	/** Counts a stream once, however often its client says that it is not wanted. */
	void reset() {
		if (!this.reset) {
			this.reset = true;
			this.connection.reset();
		}
	}

	/** A frame without content; whether to go on. */
	boolean sentEmpty() {
		return this.connection.sentEmpty();
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
		if (stream.isActive() && !stream.isOutputShutdown()) {
			int code = (this.stopped ? Http3ErrorCode.H3_REQUEST_CANCELLED : Http3ErrorCode.H3_INTERNAL_ERROR).code();
			stream.shutdownOutput(code);
			if (!stream.isInputShutdown()) {
				stream.shutdownInput(code);
			}
		}
		ctx.close(promise);
	}

}
