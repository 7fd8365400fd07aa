package org.llmgateway.protocol;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Ends a request whose body arrives too slowly: 408 if the answer has not begun, and the
 * connection (HTTP/1.1) or stream (HTTP/2, HTTP/3) is closed either way.
 * <p>
 * A body has the request time-out, plus a second for each portion of the least rate that
 * has arrived. While the gateway itself does not read (it holds the upload back, or has
 * not yet sent the 100 that the client waits for) the clock stands.
 */
final class RequestBodyTimeout extends TimerHandler {

	static final String NAME = "llm.request-body-timeout";

	private final long timeoutNanos;

	private final long bytesPerSecond;

	private final GuardCounts counts;

	private long deadline;

	private long received;

	private boolean awaited;

	private boolean responding;

	RequestBodyTimeout(Duration timeout, long bytesPerSecond, GuardCounts counts) {
		this.counts = counts;
		this.timeoutNanos = timeout.toNanos();
		this.bytesPerSecond = Math.max(bytesPerSecond, 1);
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof HttpRequest request) {
			cancel();
			this.received = 0;
			this.responding = false;
			if (!(msg instanceof LastHttpContent) && !request.headers().contains(HttpHeaderNames.EXPECT)) {
				this.awaited = true;
			}
		}
		if (msg instanceof LastHttpContent) {
			this.awaited = false;
			cancel();
		}
		else if (msg instanceof HttpContent content) {
			this.received += content.content().readableBytes();
		}
		ctx.fireChannelRead(msg);
	}

	/** Most bodies come with the read that brought the head: they need no timer. */
	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (this.awaited && !isScheduled()) {
			this.awaited = false;
			arm(ctx);
		}
		ctx.fireChannelReadComplete();
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (msg instanceof HttpResponse response) {
			if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
				this.responding = true;
			}
			else if (!isScheduled()) {
				arm(ctx);
			}
		}
		ctx.write(msg, promise);
	}

	private void arm(ChannelHandlerContext ctx) {
		this.deadline = System.nanoTime() + this.timeoutNanos;
		schedule(ctx, this.timeoutNanos);
	}

	private void schedule(ChannelHandlerContext ctx, long nanos) {
		schedule(ctx, () -> expire(ctx), nanos);
	}

	private void expire(ChannelHandlerContext ctx) {
		long earned = TimeUnit.SECONDS.toNanos(1) * this.received / this.bytesPerSecond;
		long left = this.deadline + earned - System.nanoTime();
		if (!ctx.channel().config().isAutoRead()) {
			this.deadline = System.nanoTime() - earned + this.timeoutNanos;
			schedule(ctx, this.timeoutNanos);
		}
		else if (left > 0) {
			schedule(ctx, left);
		}
		else {
			end(ctx);
		}
	}

	private void end(ChannelHandlerContext ctx) {
		this.counts.add(GuardReason.SLOW_BODY);
		if (this.responding) {
			ctx.close();
		}
		else {
			ctx.writeAndFlush(RequestHeadTimeout.tooSlow()).addListener(ChannelFutureListener.CLOSE);
		}
	}

}
