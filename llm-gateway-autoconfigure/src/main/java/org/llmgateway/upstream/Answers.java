package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

import org.springframework.http.support.Netty4HeadersAdapter;

import org.llmgateway.exchange.LlmAnswer;

/**
 * Makes the gateway's answer of a provider's: status, the headers that the caller may
 * see, and the body.
 */
final class Answers {

	private static final AsciiString EVENT_STREAM = AsciiString.cached("text/event-stream");

	private static final AsciiString HTML = AsciiString.cached("text/html");

	private static final AsciiString NO_CACHE = AsciiString.cached("no-cache");

	/** Tells proxies such as nginx not to collect the stream. */
	private static final AsciiString ACCEL_BUFFERING = AsciiString.cached("x-accel-buffering");

	private static final AsciiString NO = AsciiString.cached("no");

	private Answers() {
	}

	static boolean isEventStream(UpstreamResponse response) {
		return isType(response, EVENT_STREAM) && isPlain(response);
	}

	/**
	 * Whether the events are compressed, though the gateway has asked for none that are:
	 * nobody looks into them, and nothing is put between them.
	 * @param response the provider's answer
	 * @return {@code true} if so
	 */
	static boolean isUnreadableStream(UpstreamResponse response) {
		return isType(response, EVENT_STREAM) && !isPlain(response);
	}

	private static boolean isPlain(UpstreamResponse response) {
		return !response.headers().contains(HttpHeaderNames.CONTENT_ENCODING)
				|| LlmAnswer.isPlain(response.headers().getAll(HttpHeaderNames.CONTENT_ENCODING));
	}

	static boolean isHtml(UpstreamResponse response) {
		return isType(response, HTML);
	}

	private static boolean isType(UpstreamResponse response, AsciiString type) {
		String contentType = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
		return contentType != null && AsciiString.regionMatches(contentType, true, 0, type, 0, type.length());
	}

	/**
	 * Whether the provider declares more than could be collected.
	 * @param response the provider's answer
	 * @return {@code true} for a length of ten digits or more
	 */
	static boolean isHuge(UpstreamResponse response) {
		String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		return length != null && length.length() > 9;
	}

	/**
	 * An event stream.
	 * @param response the provider's answer
	 * @param body its body
	 * @return the answer
	 */
	static LlmAnswer events(UpstreamResponse response, AnswerBody body) {
		HttpHeaders headers = AnswerHeaders.of(response.headers());
		headers.set(HttpHeaderNames.CACHE_CONTROL, NO_CACHE);
		headers.set(ACCEL_BUFFERING, NO);
		return LlmAnswer.stream(response.status(), adapt(headers), body, body::discard);
	}

	/**
	 * Any other body that is not collected.
	 * @param response the provider's answer
	 * @param body its body
	 * @return the answer
	 */
	static LlmAnswer large(UpstreamResponse response, AnswerBody body) {
		HttpHeaders headers = AnswerHeaders.of(response.headers());
		String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		if (length != null) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		return LlmAnswer.stream(response.status(), adapt(headers), body, body::discard);
	}

	/**
	 * A body that was collected.
	 * @param response the provider's answer
	 * @param whole the body, taken over
	 * @return the answer
	 */
	static LlmAnswer whole(UpstreamResponse response, ByteBuf whole) {
		HttpHeaders headers = AnswerHeaders.of(response.headers());
		String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		if (whole.isReadable() || !isBodiless(response.status(), length)) {
			return LlmAnswer.whole(response.status(), adapt(headers), whole);
		}
		whole.release();
		if (length != null && response.status() != 204) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		return LlmAnswer.empty(response.status(), adapt(headers));
	}

	/** A length without a body is what HEAD gets (RFC 9110, section 9.3.2). */
	private static boolean isBodiless(int status, @Nullable String length) {
		return status == 204 || status == 304 || (length != null && !length.equals("0"));
	}

	private static org.springframework.http.HttpHeaders adapt(HttpHeaders headers) {
		return new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers));
	}

}
