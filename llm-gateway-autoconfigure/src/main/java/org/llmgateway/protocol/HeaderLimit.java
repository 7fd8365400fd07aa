package org.llmgateway.protocol;

import java.util.Iterator;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.GatewayErrorHandler;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;

/**
 * How large the headers of a request may be, and what is said of larger ones. Counted is
 * what they take in HTTP/1.1, without the request line, whatever the protocol.
 *
 * @param bytes the most that is let through; up to {@value #HARD} times as much is read,
 * so that a request can be answered and need not be broken off
 */
record HeaderLimit(int bytes) {

	private static final int HARD = 4;

	/** Colon, space and the end of the line. */
	private static final int BESIDES = 4;

	/**
	 * The most that a protocol's own codec reads.
	 */
	int hardBytes() {
		return (int) Math.min((long) HARD * this.bytes, Integer.MAX_VALUE);
	}

	/**
	 * Whether headers are too large.
	 */
	boolean isExceededBy(HttpHeaders headers) {
		long size = 0;
		Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
		while (all.hasNext()) {
			Map.Entry<CharSequence, CharSequence> header = all.next();
			size += header.getKey().length() + header.getValue().length() + BESIDES;
		}
		return size > this.bytes;
	}

	GatewayException refusal() {
		return new GatewayException(GatewayError.HEADERS_TOO_LARGE,
				"The headers of the request are larger than the " + this.bytes + " bytes that are allowed in all");
	}

	/**
	 * The error body of a request that has not come as far as the stages.
	 */
	static String body(GatewayException error, String uri, HttpHeaders headers) {
		return GatewayErrorHandler.body(dialect(uri, headers), error, null);
	}

	private static Dialect dialect(String uri, HttpHeaders headers) {
		if (headers.contains("anthropic-version")) {
			return Dialect.ANTHROPIC;
		}
		int query = uri.indexOf('?');
		@Nullable Surface surface = Surface.of((query < 0) ? uri : uri.substring(0, query));
		return (surface != null) ? surface.dialect() : Dialect.OPENAI;
	}

}
