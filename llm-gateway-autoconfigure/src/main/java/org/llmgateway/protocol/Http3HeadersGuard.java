package org.llmgateway.protocol;

import java.util.Map;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3UnknownFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Resets an HTTP/3 stream whose headers cannot be those of an HTTP/1.1 message, as
 * {@code H3_MESSAGE_ERROR} (RFC 9114, section 4.1.2): control characters, spaces in a
 * pseudo-header, a {@code host} that is not the {@code :authority}. Netty's codec only
 * logs what it cannot convert, and leaves the stream without an answer.
 * <p>
 * It also sees to forwarded headers, and keeps a client's breach of protocol, such as
 * headers above the limit, from that codec, which would log it as an error with its stack
 * trace.
 */
@Sharable
final class Http3HeadersGuard extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.h3.headers";

	private static final Log logger = LogFactory.getLog(Http3HeadersGuard.class);

	static final Http3HeadersGuard INSTANCE = new Http3HeadersGuard();

	private Http3HeadersGuard() {
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (isEmpty(msg) && !guard(ctx).sentEmpty()) {
			ReferenceCountUtil.release(msg);
			return;
		}
		if (msg instanceof Http3HeadersFrame frame) {
			if (!isClean(frame.headers())) {
				guard(ctx).reset();
				QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
				int code = Http3ErrorCode.H3_MESSAGE_ERROR.code();
				stream.shutdownInput(code);
				stream.shutdownOutput(code);
				stream.close();
				return;
			}
			ForwardedHeaders.drop(ctx.channel().parent(), frame.headers(), frame.headers().path());
		}
		ctx.fireChannelRead(msg);
	}

	/** Neither headers nor a part of the body. */
	private static boolean isEmpty(Object msg) {
		return msg instanceof Http3UnknownFrame || (msg instanceof Http3DataFrame data && !data.content().isReadable());
	}

	private static Http3StreamGuard guard(ChannelHandlerContext ctx) {
		return ctx.pipeline().get(Http3StreamGuard.class);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// The connection has been closed for it already.
		if (cause instanceof Http3Exception) {
			logger.debug("HTTP/3 connection error", cause);
		}
		else {
			ctx.fireExceptionCaught(cause);
		}
	}

	private static boolean isClean(Http3Headers headers) {
		for (Map.Entry<CharSequence, CharSequence> header : headers) {
			boolean pseudo = header.getKey().length() > 0 && header.getKey().charAt(0) == ':';
			if (!isClean(header.getKey(), ' ') || !isClean(header.getValue(), pseudo ? ' ' : '\b')) {
				return false;
			}
		}
		return isOneHost(headers.authority(), headers.get(HttpHeaderNames.HOST));
	}

	private static boolean isOneHost(@Nullable CharSequence authority, @Nullable CharSequence host) {
		return authority == null || host == null || AsciiString.contentEqualsIgnoreCase(authority, host);
	}

	/**
	 * Whether there is no control character, nor anything up to the given one; HTAB and
	 * space are allowed in a value only.
	 */
	private static boolean isClean(CharSequence text, char last) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c <= last || c == 0x7f || (c < ' ' && c != '\t')) {
				return false;
			}
		}
		return true;
	}

}
