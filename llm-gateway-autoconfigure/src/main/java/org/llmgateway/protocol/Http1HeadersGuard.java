package org.llmgateway.protocol;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a body to Reactor Netty's 431, which it sends for HTTP/1.1 headers that the codec
 * has stopped reading; and sees to forwarded headers.
 */
final class Http1HeadersGuard extends ChannelDuplexHandler {

	static final String NAME = "llm.h1.headers";

	private final HeaderLimit limit;

	/** The request that was too large: the last of its connection. */
	private @Nullable HttpRequest refused;

	Http1HeadersGuard(HeaderLimit limit) {
		this.limit = limit;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof HttpRequest request) {
			if (request.decoderResult().isSuccess()) {
				ForwardedHeaders.drop(ctx.channel(), request);
			}
			else if (request.decoderResult().cause() instanceof TooLongHttpHeaderException) {
				this.refused = request;
			}
		}
		ctx.fireChannelRead(msg);
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		HttpRequest request = this.refused;
		if (request != null && msg instanceof FullHttpResponse response && isBare(response)) {
			this.refused = null;
			String body = HeaderLimit.body(this.limit.refusal(), request.uri(), request.headers());
			FullHttpResponse complete = new DefaultFullHttpResponse(response.protocolVersion(), response.status(),
					Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
			complete.headers()
				.set(response.headers())
				.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
				.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(complete.content().readableBytes()));
			response.release();
			ctx.write(complete, promise);
			return;
		}
		ctx.write(msg, promise);
	}

	private static boolean isBare(FullHttpResponse response) {
		return response.status().equals(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
				&& !response.content().isReadable();
	}

}
