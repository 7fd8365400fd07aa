package org.llmgateway.route;

import java.net.URI;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * The attributes of an exchange that are Spring Cloud Gateway's own, and that its filters
 * expect a routing filter to read and to set.
 */
final class GatewayAttributes {

	private GatewayAttributes() {
	}

	/**
	 * Where the route leads, as its filters left it.
	 * @param exchange Spring's exchange
	 * @return the URL, or {@code null} where there is no route
	 */
	static @Nullable URI requestUrl(ServerWebExchange exchange) {
		return exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
	}

	/**
	 * Whether the request is on its way to a pool: by what its filters made of the URL,
	 * or by the route while they have not.
	 * @param exchange Spring's exchange
	 * @return {@code true} if LLM stages will answer it
	 */
	static boolean isToPool(ServerWebExchange exchange) {
		URI url = requestUrl(exchange);
		Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
		URI target = (url != null || route == null) ? url : route.getUri();
		return target != null && LlmRoutingFilter.SCHEME.equals(target.getScheme());
	}

	/**
	 * The names of the headers that the answer of an ordinary route brought.
	 * @param exchange Spring's exchange
	 * @return the names, none where the answer is not an upstream's
	 */
	static Set<String> responseHeaderNames(ServerWebExchange exchange) {
		Set<String> names = exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_HEADER_NAMES);
		return (names != null) ? names : Set.of();
	}

	/**
	 * Whether Spring Cloud Gateway holds the request's body, and will free it itself.
	 * @param exchange Spring's exchange
	 * @return {@code true} if a filter or predicate had it cached
	 */
	static boolean isBodyCached(ServerWebExchange exchange) {
		return exchange.getAttribute(ServerWebExchangeUtils.CACHED_REQUEST_BODY_ATTR) != null;
	}

	/**
	 * Tells filters what the answer brought.
	 * @param exchange Spring's exchange
	 * @param headers the answer's headers
	 */
	static void responseHead(ServerWebExchange exchange, HttpHeaders headers) {
		Map<String, Object> attributes = exchange.getAttributes();
		attributes.put(ServerWebExchangeUtils.CLIENT_RESPONSE_HEADER_NAMES, headers.headerNames());
		String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		if (contentType != null) {
			attributes.put(ServerWebExchangeUtils.ORIGINAL_RESPONSE_CONTENT_TYPE_ATTR, contentType);
		}
	}

}
