package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.support.Netty4HeadersAdapter;

import org.llmgateway.exchange.ChunkLook;
import org.llmgateway.exchange.EventStreamLook;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.WholeBody;
import org.llmgateway.provider.Provider;

/**
 * Makes a provider's response the answer: an event stream in chunks, anything else in one
 * piece if it keeps to a bound.
 */
final class AnswerReader {

	private static final AsciiString EVENT_STREAM = AsciiString.cached("text/event-stream");

	private static final AsciiString NO_CACHE = AsciiString.cached("no-cache");

	private static final AsciiString ACCEL_BUFFERING = AsciiString.cached("x-accel-buffering");

	private static final AsciiString NO = AsciiString.cached("no");

	private final int jsonLimit;

	/**
	 * Creates a reader.
	 * @param jsonLimit the largest body that is collected, in bytes
	 */
	AnswerReader(int jsonLimit) {
		this.jsonLimit = jsonLimit;
	}

	Mono<LlmAnswer> read(Provider endpoint, UpstreamResponse response) {
		String provider = endpoint.name();
		HttpHeaders headers = AnswerHeaders.of(response.headers());
		if (isEventStream(headers.get(HttpHeaderNames.CONTENT_TYPE))) {
			headers.set(HttpHeaderNames.CACHE_CONTROL, NO_CACHE);
			headers.set(ACCEL_BUFFERING, NO);
			return Mono.just(stream(response, headers,
					new AnswerBody(response.body(), new EventStreamLook(endpoint.dialect()), provider),
					response::close));
		}
		String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		if (length != null && length.length() > 9) {
			return Mono.just(large(provider, response, headers, response.body(), length, response::close));
		}
		return new WholeBody(response.body(), this.jsonLimit)
			.onErrorMap((cause) -> UpstreamFailure.inAnswer(provider, cause))
			.map((collected) -> answer(provider, response, headers, collected, length));
	}

	private LlmAnswer answer(String provider, UpstreamResponse response, HttpHeaders headers,
			WholeBody.Collected collected, @Nullable String length) {
		ByteBuf whole = collected.whole();
		if (whole != null && !whole.isReadable() && isBodiless(response.status(), length)) {
			whole.release();
			return empty(response.status(), headers, length);
		}
		if (whole != null) {
			return LlmAnswer.whole(response.status(), adapt(headers), whole);
		}
		Flux<ByteBuf> stream = collected.stream();
		return large(provider, response, headers, (stream != null) ? stream : Flux.empty(), length, () -> {
			collected.discard().run();
			response.close();
		});
	}

	/** A length without a body is what HEAD gets (RFC 9110, section 9.3.2). */
	private static boolean isBodiless(int status, @Nullable String length) {
		return status == 204 || status == 304 || (length != null && !length.equals("0"));
	}

	private static LlmAnswer empty(int status, HttpHeaders headers, @Nullable String length) {
		if (length != null && status != 204) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		return LlmAnswer.empty(status, adapt(headers));
	}

	private static LlmAnswer large(String provider, UpstreamResponse response, HttpHeaders headers, Flux<ByteBuf> body,
			@Nullable String length, Runnable discard) {
		if (length != null) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		return stream(response, headers, new AnswerBody(body, ChunkLook.OPAQUE, provider), discard);
	}

	private static LlmAnswer stream(UpstreamResponse response, HttpHeaders headers, AnswerBody body, Runnable discard) {
		return LlmAnswer.stream(response.status(), adapt(headers), body, discard);
	}

	private static org.springframework.http.HttpHeaders adapt(HttpHeaders headers) {
		return new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers));
	}

	private static boolean isEventStream(@Nullable String contentType) {
		return contentType != null && AsciiString.regionMatches(contentType, true, 0, EVENT_STREAM, 0, 17);
	}

}
