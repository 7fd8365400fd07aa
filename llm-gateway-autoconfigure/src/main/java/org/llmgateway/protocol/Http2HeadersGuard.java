package org.llmgateway.protocol;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Resets an HTTP/2 stream whose pseudo-headers hold control characters or spaces, or
 * whose {@code host} is not its {@code :authority}, as {@code PROTOCOL_ERROR} (RFC 9113,
 * section 8.3.1). Netty checks names and the values of ordinary headers only; such a
 * value would become a second header line on an HTTP/1.1 upstream.
 * <p>
 * It also sees to forwarded headers.
 */
@Sharable
final class Http2HeadersGuard extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.h2.headers";

	/**
	 * The size of header compression's table for requests; that for answers is as large
	 * in Netty, at most.
	 */
	static final int TABLE_SIZE = 4096;

	static final Http2HeadersGuard INSTANCE = new Http2HeadersGuard();

	private Http2HeadersGuard() {
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof Http2HeadersFrame frame) {
			if (!isClean(frame.headers())) {
				ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR).stream(frame.stream()));
				return;
			}
			ForwardedHeaders.drop(ctx.channel(), frame.headers(), frame.headers().path());
		}
		ctx.fireChannelRead(msg);
	}

	private static boolean isClean(Http2Headers headers) {
		return isClean(headers.path()) && isClean(headers.authority()) && isClean(headers.method())
				&& isClean(headers.scheme()) && isOneHost(headers.authority(), headers.get(HttpHeaderNames.HOST));
	}

	private static boolean isOneHost(@Nullable CharSequence authority, @Nullable CharSequence host) {
		return authority == null || host == null || AsciiString.contentEqualsIgnoreCase(authority, host);
	}

	private static boolean isClean(@Nullable CharSequence value) {
		if (value != null) {
			for (int i = 0; i < value.length(); i++) {
				char c = value.charAt(i);
				if (c <= ' ' || c == 0x7f) {
					return false;
				}
			}
		}
		return true;
	}

}
