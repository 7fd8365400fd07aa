package org.llmgateway.house.violations.route;

import org.springframework.web.server.ServerWebExchange;

/** Has an attribute of its own among Spring Cloud Gateway's. */
final class GatewayAttributes {

	private GatewayAttributes() {
	}

	static void inventsAKey(ServerWebExchange exchange) {
		exchange.getAttributes().put("ours", "value");
	}

}
