package org.llmgateway.test;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2: one stream, one request. Works on frames, so that the recorded headers are
 * those of the wire and no others.
 */
final class Http2StreamHandler extends ChannelInboundHandlerAdapter implements MockWire {

	private final MockProvider provider;

	private @Nullable ChannelHandlerContext context;

	private @Nullable MockExchange exchange;

	Http2StreamHandler(MockProvider provider) {
		this.provider = provider;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		try {
			if (msg instanceof Http2HeadersFrame frame) {
				if (this.exchange == null) {
					this.exchange = begin(ctx, frame.headers());
				}
				received(frame.isEndStream());
			}
			else if (msg instanceof Http2DataFrame frame && this.exchange != null) {
				this.exchange.data(frame.content());
				received(frame.isEndStream());
			}
		}
		finally {
			ReferenceCountUtil.release(msg);
		}
	}

	private MockExchange begin(ChannelHandlerContext ctx, Http2Headers headers) {
		return new MockExchange(this.provider, this, new MockHead(String.valueOf(headers.method()),
				String.valueOf(headers.path()), "HTTP/2.0", headers, ctx.channel().parent()));
	}

	private void received(boolean end) {
		if (end && this.exchange != null) {
			this.exchange.received();
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
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		ctx.close();
	}

	@Override
	public ChannelFuture write(MockScript script, int step) {
		ChannelHandlerContext ctx = context();
		boolean end = script.endsWith(step);
		Http2Headers trailers = script.http2Trailers();
		boolean endByData = end && trailers == null;
		boolean data = script.bodyLength(step) > 0;
		ChannelFuture future = ctx.newSucceededFuture();
		if (step == 0) {
			future = ctx.write(new DefaultHttp2HeadersFrame(script.http2Headers(), endByData && !data));
		}
		if (data || (endByData && step > 0)) {
			future = ctx.write(new DefaultHttp2DataFrame(script.body(step), endByData));
		}
		if (end && trailers != null) {
			future = ctx.write(new DefaultHttp2HeadersFrame(trailers, true));
		}
		ctx.flush();
		return future;
	}

	@Override
	public boolean writable() {
		return context().channel().isWritable();
	}

	@Override
	public void cut() {
		context().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
	}

	@Override
	public void reset() {
		Channel connection = context().channel().parent();
		connection.config().setOption(ChannelOption.SO_LINGER, 0);
		executor().schedule(() -> connection.pipeline().firstContext().close(), SETTLE_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void complete(boolean close) {
		// The stream has ended by itself
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
