package org.llmgateway.house.violations.auth;

import org.springframework.web.server.ServerWebExchange;

/** Has an attribute of its own. */
final class TouchesAttributes {

	void touch(ServerWebExchange exchange) {
		exchange.getAttributes().put("caller", this);
	}

}
