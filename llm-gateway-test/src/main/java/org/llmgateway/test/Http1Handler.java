package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1: one connection, requests one after the other, answers as ready bytes. It
 * stands behind a decoder only; reading goes on while an answer is under way, so that a
 * client that leaves is noticed.
 */
final class Http1Handler extends ChannelInboundHandlerAdapter implements MockWire {

	private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] BAD_REQUEST = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final MockProvider provider;

	private final Queue<Object> waiting = new ArrayDeque<>(4);

	private @Nullable ChannelHandlerContext context;

	private @Nullable MockExchange exchange;

	private boolean answering;

	private boolean draining;

	private boolean closeAfter;

	Http1Handler(MockProvider provider) {
		this.provider = provider;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (this.answering || this.draining) {
			this.waiting.add(msg);
		}
		else {
			handle(ctx, msg);
		}
	}

	private void handle(ChannelHandlerContext ctx, Object msg) {
		try {
			if (msg instanceof HttpObject object && object.decoderResult().isFailure()) {
				ctx.writeAndFlush(Unpooled.wrappedBuffer(BAD_REQUEST)).addListener(ChannelFutureListener.CLOSE);
				return;
			}
			if (msg instanceof HttpRequest request) {
				begin(ctx, request);
			}
			if (msg instanceof HttpContent content && this.exchange != null) {
				this.exchange.data(content.content());
				if (msg instanceof LastHttpContent) {
					this.answering = true;
					this.exchange.received();
				}
			}
		}
		finally {
			ReferenceCountUtil.release(msg);
		}
	}

	private void begin(ChannelHandlerContext ctx, HttpRequest request) {
		this.closeAfter = !HttpUtil.isKeepAlive(request);
		this.exchange = new MockExchange(this.provider, this, new MockHead(request.method().name(), request.uri(),
				request.protocolVersion().text(), request.headers(), ctx.channel()));
		if (request.headers().contains(HttpHeaderNames.EXPECT)) {
			ctx.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (this.exchange != null) {
			this.exchange.writable();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.exchange != null) {
			this.exchange.gone();
		}
		for (Object msg = this.waiting.poll(); msg != null; msg = this.waiting.poll()) {
			ReferenceCountUtil.release(msg);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		ctx.close();
	}

	@Override
	public ChannelFuture write(MockScript script, int step) {
		return context().writeAndFlush(script.http1(step));
	}

	@Override
	public boolean writable() {
		return context().channel().isWritable();
	}

	@Override
	public void cut() {
		closeSocket();
	}

	@Override
	public void reset() {
		context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
		executor().schedule(this::closeSocket, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void closeSocket() {
		// From the first handler on, so that TLS does not say goodbye
		context().pipeline().firstContext().close();
	}

	@Override
	public void complete(boolean close) {
		this.answering = false;
		this.exchange = null;
		if (close || this.closeAfter) {
			context().close();
			return;
		}
		if (this.draining) {
			return;
		}
		this.draining = true;
		while (!this.answering && !this.waiting.isEmpty()) {
			handle(context(), this.waiting.remove());
		}
		this.draining = false;
	}

	@Override
	public EventExecutor executor() {
		return context().executor();
	}

	private ChannelHandlerContext context() {
		ChannelHandlerContext ctx = this.context;
		if (ctx == null) {
			throw new IllegalStateException("Not in a pipeline");
		}
		return ctx;
	}

}
