package org.llmgateway.house.violations.limit;

import org.springframework.web.server.WebFilter;

/** Knows WebFlux. */
final class FiltersByItself {

	Class<?> filter() {
		return WebFilter.class;
	}

}
