package org.llmgateway.protocol;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Completes the headers of an answer as it leaves: an event stream is neither cached nor
 * buffered on its way (nginx knows {@code X-Accel-Buffering}), and answers on TCP carry
 * {@code Alt-Svc} as it is at that moment.
 */
@Sharable
final class ResponseHeaders extends ChannelOutboundHandlerAdapter {

	static final String NAME = "llm.response-headers";

	private static final AsciiString ALT_SVC = AsciiString.cached("alt-svc");

	private static final AsciiString ACCEL_BUFFERING = AsciiString.cached("x-accel-buffering");

	private static final AsciiString NO = AsciiString.cached("no");

	private static final AsciiString NO_CACHE = AsciiString.cached("no-cache");

	private static final String EVENT_STREAM = "text/event-stream";

	private final @Nullable AltSvc altSvc;

	/**
	 * Makes the handler of one server.
	 * @param altSvc what to advertise, or {@code null} on HTTP/3 itself
	 */
	ResponseHeaders(@Nullable AltSvc altSvc) {
		this.altSvc = altSvc;
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (msg instanceof HttpResponse response && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
			complete(response.headers());
		}
		ctx.write(msg, promise);
	}

	private void complete(HttpHeaders headers) {
		String alternative = (this.altSvc != null) ? this.altSvc.value() : null;
		if (alternative != null) {
			headers.set(ALT_SVC, alternative);
		}
		String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
		if (type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length())) {
			headers.set(HttpHeaderNames.CACHE_CONTROL, NO_CACHE);
			headers.set(ACCEL_BUFFERING, NO);
		}
	}

}
