package org.llmgateway.route;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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
