package org.llmgateway.route;

import java.net.URI;

import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RouteSettings;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;
import org.llmgateway.stream.StreamDelivery;

/**
 * Does on ordinary routes, {@code http://} and {@code lb://} among them, what the stages
 * do for streams on routes to {@code llm://}. The first of its filters on a route sets
 * the response up, which all of them share.
 */
final class StreamRoutes {

	private final StreamDelivery delivery;

	private final AnswerWriter writer;

	private final int eventLimit;

	/**
	 * Creates what the filters share.
	 * @param delivery does for streams what DELIVERY does
	 * @param writer writes to the client
	 * @param eventLimit the largest event that is looked into, in bytes
	 */
	StreamRoutes(StreamDelivery delivery, AnswerWriter writer, int eventLimit) {
		this.delivery = delivery;
		this.writer = writer;
		this.eventLimit = eventLimit;
	}

	int eventLimit() {
		return this.eventLimit;
	}

	StreamDelivery delivery() {
		return this.delivery;
	}

	AnswerWriter writer() {
		return this.writer;
	}

	Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		if (GatewayAttributes.isToPool(exchange) || isSetUp(exchange.getResponse())) {
			return chain.filter(exchange);
		}
		LlmExchange folder = LlmExchange.of(exchange);
		long start = (folder != null) ? folder.log().startNanos() : System.nanoTime();
		StreamResponse response = new StreamResponse(exchange, RouteSettings.of(exchange), this, start);
		return new HeadDeadline(chain.filter(exchange.mutate().response(response).build()), exchange, response, start);
	}

	private static boolean isSetUp(ServerHttpResponse response) {
		ServerHttpResponse inner = response;
		while (inner instanceof ServerHttpResponseDecorator decorator) {
			if (inner instanceof StreamResponse) {
				return true;
			}
			inner = decorator.getDelegate();
		}
		return false;
	}

	/**
	 * The folder of the request. Where no door has opened one it is opened now, and
	 * closed by {@link GatewayDoor#letThrough}.
	 * @param exchange Spring's exchange
	 * @param start when the request came in
	 * @return the folder
	 */
	static LlmExchange folder(ServerWebExchange exchange, long start) {
		LlmExchange known = LlmExchange.of(exchange);
		if (known != null) {
			return known;
		}
		ServerHttpRequest request = exchange.getRequest();
		URI url = GatewayAttributes.requestUrl(exchange);
		String path = (url != null) ? Surface.endOf(url.getRawPath()) : null;
		if (path == null) {
			path = Surface.endOf(request.getURI().getRawPath());
		}
		Surface surface = (path != null) ? Surface.of(path) : null;
		if (surface == null || path == null) {
			boolean anthropic = request.getHeaders().containsHeader("anthropic-version");
			surface = new Surface(Operation.PASS_THROUGH, anthropic ? Dialect.ANTHROPIC : Dialect.OPENAI);
			path = request.getURI().getRawPath();
		}
		return FolderOpener.open(exchange, surface, path, start);
	}

}
