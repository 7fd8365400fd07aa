package org.llmgateway.test;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/3: one stream, one request. Works on frames, so that the recorded headers are
 * those of the wire and no others.
 */
final class Http3StreamHandler extends Http3RequestStreamInboundHandler implements MockWire {

	private final MockProvider provider;

	private final Http3EndHandler end;

	private @Nullable ChannelHandlerContext context;

	private @Nullable MockExchange exchange;

	private boolean received;

	Http3StreamHandler(MockProvider provider, Http3EndHandler end) {
		this.provider = provider;
		this.end = end;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
	}

	@Override
	protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
		if (this.exchange == null) {
			Http3Headers headers = frame.headers();
			this.exchange = new MockExchange(this.provider, this, new MockHead(String.valueOf(headers.method()),
					String.valueOf(headers.path()), "HTTP/3.0", headers, ctx.channel().parent()));
		}
	}

	@Override
	protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
		try {
			if (this.exchange != null) {
				this.exchange.data(frame.content());
			}
		}
		finally {
			frame.release();
		}
	}

	@Override
	protected void channelInputClosed(ChannelHandlerContext ctx) {
		if (this.exchange != null && !this.received) {
			this.received = true;
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
	protected void handleQuicException(ChannelHandlerContext ctx, QuicException exception) {
		// The client has reset its request
		ctx.close();
	}

	@Override
	public ChannelFuture write(MockScript script, int step) {
		ChannelHandlerContext ctx = context();
		ChannelFuture future = ctx.newSucceededFuture();
		boolean last = script.endsWith(step);
		if (last) {
			this.end.begin();
		}
		if (step == 0) {
			future = ctx.write(new DefaultHttp3HeadersFrame(script.http3Headers()));
		}
		if (script.bodyLength(step) > 0 || (last && step > 0)) {
			future = ctx.write(new DefaultHttp3DataFrame(script.body(step)));
		}
		if (last) {
			Http3Headers trailers = script.http3Trailers();
			if (trailers != null) {
				future = ctx.write(new DefaultHttp3HeadersFrame(trailers));
			}
			future = this.end.end((QuicStreamChannel) ctx.channel(), future);
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
		QuicStreamChannel stream = (QuicStreamChannel) context().channel();
		executor().schedule(() -> {
			stream.shutdownOutput(Http3ErrorCode.H3_INTERNAL_ERROR.code());
			stream.close();
		}, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void reset() {
		QuicChannel connection = (QuicChannel) context().channel().parent();
		executor().schedule(
				() -> connection.close(true, Http3ErrorCode.H3_INTERNAL_ERROR.code(), Unpooled.EMPTY_BUFFER),
				SETTLE_MILLIS, TimeUnit.MILLISECONDS);
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
