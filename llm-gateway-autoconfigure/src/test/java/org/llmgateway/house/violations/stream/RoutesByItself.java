package org.llmgateway.house.violations.stream;

import org.springframework.cloud.gateway.filter.GlobalFilter;

/** Knows Spring Cloud Gateway. */
final class RoutesByItself {

	Class<?> filter() {
		return GlobalFilter.class;
	}

}
