package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Answers 408 and closes an HTTP/1.1 connection on which the head of a request has begun
 * but does not end in time, however steadily its bytes drip.
 * <p>
 * Stands between the HTTP codec and Reactor Netty: a read that brought no message has
 * brought a part of a head, unless a body is being read. Leaves the pipeline when the
 * connection turns out to speak HTTP/2.
 */
final class RequestHeadTimeout extends TimerHandler {

	static final String NAME = "llm.request-head-timeout";

	private final Duration timeout;

	private final GuardCounts counts;

	private boolean inBody;

	private boolean messageRead;

	private int answering;

	RequestHeadTimeout(Duration timeout, GuardCounts counts) {
		this.timeout = timeout;
		this.counts = counts;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.messageRead = true;
		if (msg instanceof HttpRequest) {
			cancel();
			this.inBody = true;
			this.answering++;
		}
		if (msg instanceof LastHttpContent) {
			this.inBody = false;
		}
		ctx.fireChannelRead(msg);
		if (!(msg instanceof HttpObject) && !ctx.isRemoved()) {
			ctx.pipeline().remove(this);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (!this.messageRead && !this.inBody && !isScheduled()) {
			schedule(ctx, () -> expire(ctx), this.timeout.toNanos());
		}
		this.messageRead = false;
		ctx.fireChannelReadComplete();
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (msg instanceof LastHttpContent && !isInformational(msg) && this.answering > 0) {
			this.answering--;
		}
		ctx.write(msg, promise);
	}

	private static boolean isInformational(Object msg) {
		return msg instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
	}

	private void expire(ChannelHandlerContext ctx) {
		if (this.answering == 0) {
			this.counts.add(GuardReason.SLOW_HEAD);
			ctx.writeAndFlush(tooSlow()).addListener(ChannelFutureListener.CLOSE);
		}
	}

	/**
	 * An empty answer with status 408 that ends the connection.
	 */
	static FullHttpResponse tooSlow() {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.REQUEST_TIMEOUT, Unpooled.EMPTY_BUFFER);
		response.headers()
			.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		return response;
	}

}
