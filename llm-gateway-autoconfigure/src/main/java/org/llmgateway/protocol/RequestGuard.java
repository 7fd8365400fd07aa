package org.llmgateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.BiFunction;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * Refuses, before the application sees it, a request that no handler should have to think
 * about: headers that are too large, CONNECT and TRACE, an ambiguous or missing
 * {@code Host}, a target that is not a path, a body that is compressed on its way, and,
 * where only HTTP/3 is served, the LLM surfaces on TCP.
 * <p>
 * What breaks the framing of a message (both length headers, bare LF, upper-case names)
 * has been refused by Netty before.
 */
final class RequestGuard implements BiFunction<Mono<Void>, Connection, Mono<Void>> {

	/** Where the LLM surfaces are; all else on TCP is health checks and the like. */
	private static final String SURFACES = "/v1/";

	private final boolean http3Only;

	private final boolean tcp;

	private final HeaderLimit headers;

	/**
	 * Makes the guard of one server.
	 * @param tcp whether the server is on TCP
	 * @param http3Only whether LLM surfaces are served on HTTP/3 only
	 * @param headers how large headers may be
	 */
	RequestGuard(boolean tcp, boolean http3Only, HeaderLimit headers) {
		this.tcp = tcp;
		this.headers = headers;
		this.http3Only = http3Only;
	}

	@Override
	public Mono<Void> apply(Mono<Void> handler, Connection connection) {
		HttpServerRequest request = (HttpServerRequest) connection;
		HttpServerResponse response = (HttpServerResponse) connection;
		if (this.headers.isExceededBy(request.requestHeaders())) {
			return refuse(request, response.keepAlive(!this.tcp), this.headers.refusal());
		}
		Refusal refusal = check(request);
		if (refusal == null) {
			return handler;
		}
		if (refusal == Refusal.TRACE) {
			response.header(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
		}
		if (refusal != Refusal.HTTP3_ONLY && this.tcp) {
			response.keepAlive(false);
		}
		return refuse(request, response, new GatewayException(refusal.error, refusal.message));
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
		if (!isPlainOrChunked(request)) {
			return Refusal.CODING;
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

	/**
	 * Netty reads {@code gzip, chunked} as chunks, and nobody would take the gzip off.
	 */
	private static boolean isPlainOrChunked(HttpServerRequest request) {
		Iterator<? extends CharSequence> codings = request.requestHeaders()
			.valueCharSequenceIterator(HttpHeaderNames.TRANSFER_ENCODING);
		return !codings.hasNext()
				|| (HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.next()) && !codings.hasNext());
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

	private static Mono<Void> refuse(HttpServerRequest request, HttpServerResponse response, GatewayException error) {
		String body = HeaderLimit.body(error, request.uri(), request.requestHeaders());
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		response.status(error.error().status())
			.header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
			.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
		return response.sendByteArray(Mono.just(bytes)).then();
	}

	/**
	 * Why a request is refused.
	 */
	private enum Refusal {

		CONNECT(GatewayError.METHOD_NOT_IMPLEMENTED, "CONNECT is not implemented"),

		TRACE(GatewayError.METHOD_NOT_ALLOWED, "TRACE is not allowed"),

		HOST(GatewayError.INVALID_REQUEST, "Exactly one Host header is required"),

		TARGET(GatewayError.INVALID_REQUEST, "The request target must be a path that starts with '/'"),

		CODING(GatewayError.INVALID_REQUEST, "The only transfer coding that is taken is chunked"),

		HTTP3_ONLY(GatewayError.MISDIRECTED, "This surface is served over HTTP/3 (h3) only; see the Alt-Svc header");

		private final GatewayError error;

		private final String message;

		Refusal(GatewayError error, String message) {
			this.error = error;
			this.message = message;
		}

	}

}
