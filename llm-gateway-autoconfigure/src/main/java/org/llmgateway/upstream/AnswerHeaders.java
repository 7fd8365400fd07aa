package org.llmgateway.upstream;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * The headers of a provider's answer that the caller may see.
 *
 * <p>
 * Left behind are the hop-by-hop headers (RFC 9110, section 7.6.1) and those that
 * {@code Connection} names, the provider's cookies, server name, alternative services and
 * organisation ids, and what Reactor Netty adds to carry HTTP/2 and HTTP/3 facts.
 * Trailers are dropped with {@code Trailer}.
 */
final class AnswerHeaders {

	/** What a provider calls the request; the gateway's own id has the usual name. */
	static final AsciiString PROVIDER_REQUEST_ID = AsciiString.cached("x-provider-request-id");

	private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

	/** As one bucket for each length, so that most names cost one comparison or none. */
	private static final AsciiString[][] HIDDEN = byLength("connection", "keep-alive", "proxy-authenticate",
			"proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "set-cookie",
			"set-cookie2", "server", "alt-svc", "openai-organization", "openai-project", "anthropic-organization-id",
			"content-length");

	private AnswerHeaders() {
	}

	private static AsciiString[][] byLength(String... names) {
		AsciiString[][] buckets = new AsciiString[32][];
		for (String name : names) {
			AsciiString[] bucket = buckets[name.length()];
			AsciiString[] larger = new AsciiString[(bucket != null) ? bucket.length + 1 : 1];
			if (bucket != null) {
				System.arraycopy(bucket, 0, larger, 1, bucket.length);
			}
			larger[0] = AsciiString.cached(name);
			buckets[name.length()] = larger;
		}
		return buckets;
	}

	static HttpHeaders of(HttpHeaders provider) {
		HttpHeaders answer = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
		List<String> connection = provider.getAll(HttpHeaderNames.CONNECTION);
		Iterator<Map.Entry<CharSequence, CharSequence>> all = provider.iteratorCharSequence();
		while (all.hasNext()) {
			Map.Entry<CharSequence, CharSequence> header = all.next();
			CharSequence name = header.getKey();
			if (!isHidden(name) && !HopByHop.isNamed(connection, name)) {
				answer.add(REQUEST_ID.contentEqualsIgnoreCase(name) ? PROVIDER_REQUEST_ID : name, header.getValue());
			}
		}
		return answer;
	}

	private static boolean isHidden(CharSequence name) {
		AsciiString[] bucket = (name.length() < HIDDEN.length) ? HIDDEN[name.length()] : null;
		if (bucket != null) {
			for (AsciiString hidden : bucket) {
				if (hidden.contentEqualsIgnoreCase(name)) {
					return true;
				}
			}
		}
		return AsciiString.regionMatches(name, true, 0, "x-http2-", 0, 8)
				|| AsciiString.regionMatches(name, true, 0, "x-http3-", 0, 8);
	}

}
