package org.llmgateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.BiFunction;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Refuses, before the application sees it, a request that no handler should have to think
 * about: CONNECT and TRACE, an ambiguous or missing {@code Host}, a target that is not a
 * path, and, where only HTTP/3 is served, the LLM surfaces on TCP.
 * <p>
 * What breaks the framing of a message (both length headers, bare LF, upper-case names)
 * has been refused by Netty before.
 */
final class RequestGuard implements BiFunction<Mono<Void>, Connection, Mono<Void>> {

	/** Where the LLM surfaces are; all else on TCP is health checks and the like. */
	private static final String SURFACES = "/v1/";

	private final boolean http3Only;

	private final boolean tcp;

	/**
	 * Makes the guard of one server.
	 * @param tcp whether the server is on TCP
	 * @param http3Only whether LLM surfaces are served on HTTP/3 only
	 */
	RequestGuard(boolean tcp, boolean http3Only) {
		this.tcp = tcp;
		this.http3Only = http3Only;
	}

	@Override
	public Mono<Void> apply(Mono<Void> handler, Connection connection) {
		HttpServerRequest request = (HttpServerRequest) connection;
		Refusal refusal = check(request);
		if (refusal == null) {
			return handler;
		}
		return refuse((HttpServerResponse) connection, refusal, request.requestHeaders().contains("anthropic-version"));
	}

	private @Nullable Refusal check(HttpServerRequest request) {
		HttpMethod method = request.method();
		if (HttpMethod.CONNECT.equals(method)) {
			return Refusal.CONNECT;
		}
		if (HttpMethod.TRACE.equals(method)) {
			return Refusal.TRACE;
		}
		if (!hasOneHost(request)) {
			return Refusal.HOST;
		}
		if (!isClean(request.uri()) || !isTarget(request.uri(), request)) {
			return Refusal.TARGET;
		}
		return (this.tcp && this.http3Only && isSurface(request)) ? Refusal.HTTP3_ONLY : null;
	}

	private static boolean hasOneHost(HttpServerRequest request) {
		Iterator<? extends CharSequence> hosts = request.requestHeaders()
			.valueCharSequenceIterator(HttpHeaderNames.HOST);
		if (!hosts.hasNext()) {
			return request.version().equals(HttpVersion.HTTP_1_0);
		}
		hosts.next();
		return !hosts.hasNext();
	}

	private static boolean isClean(String uri) {
		for (int i = 0; i < uri.length(); i++) {
			char c = uri.charAt(i);
			if (c <= ' ' || c == 0x7f) {
				return false;
			}
		}
		return true;
	}

	private static boolean isTarget(String uri, HttpServerRequest request) {
		if (uri.startsWith("/")) {
			return true;
		}
		if (uri.equals("*")) {
			return HttpMethod.OPTIONS.equals(request.method());
		}
		return request.version().majorVersion() == 1 && (uri.startsWith("http://") || uri.startsWith("https://"));
	}

	private static boolean isSurface(HttpServerRequest request) {
		return ("/" + request.path() + "/").startsWith(SURFACES);
	}

	private Mono<Void> refuse(HttpServerResponse response, Refusal refusal, boolean anthropic) {
		byte[] body = (anthropic ? refusal.anthropic() : refusal.openai()).getBytes(StandardCharsets.UTF_8);
		response.status(refusal.status)
			.header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
			.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
		if (refusal == Refusal.TRACE) {
			response.header(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
		}
		if (refusal.closes && this.tcp) {
			response.keepAlive(false);
		}
		return response.sendByteArray(Mono.just(body)).then();
	}

	/**
	 * Why a request is refused.
	 */
	private enum Refusal {

		CONNECT(501, true, "method_not_implemented", "CONNECT is not implemented"),

		TRACE(405, true, "method_not_allowed", "TRACE is not allowed"),

		HOST(400, true, "invalid_host", "Exactly one Host header is required"),

		TARGET(400, true, "invalid_target", "The request target must be a path that starts with '/'"),

		HTTP3_ONLY(421, false, "misdirected_request",
				"This surface is served over HTTP/3 (h3) only; see the Alt-Svc header");

		private final int status;

		private final boolean closes;

		private final String code;

		private final String message;

		Refusal(int status, boolean closes, String code, String message) {
			this.status = status;
			this.closes = closes;
			this.code = code;
			this.message = message;
		}

		private String openai() {
			return "{\"error\":{\"message\":\"" + this.message
					+ "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"" + this.code + "\"}}";
		}

		private String anthropic() {
			return "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + this.message
					+ "\"}}";
		}

	}

}
