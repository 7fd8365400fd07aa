package org.llmgateway.route;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * Checks at start how the gateway filters are written in the properties; Spring Cloud
 * Gateway would pass over a wrong name in silence, and tell of a wrong value only in the
 * log.
 */
final class FilterDefinitions {

	private static final String PREFIX = "spring.cloud.gateway.server.webflux.";

	private static final Map<String, FilterSyntax> SYNTAX = Stream
		.of(StreamTimeoutsGatewayFilterFactory.SYNTAX, SseHeartbeatGatewayFilterFactory.SYNTAX,
				SseErrorsGatewayFilterFactory.SYNTAX, LlmFailoverGatewayFilterFactory.SYNTAX,
				LoadClassGatewayFilterFactory.SYNTAX)
		.collect(Collectors.toUnmodifiableMap(FilterSyntax::filter, (syntax) -> syntax));

	private FilterDefinitions() {
	}

	/**
	 * Checks the filters of all routes, and the default filters.
	 * @param properties Spring Cloud Gateway's
	 * @throws ConfigurationFault if one is wrong
	 */
	static void check(GatewayProperties properties) {
		check(PREFIX + "default-filters[", properties.getDefaultFilters(), null);
		List<RouteDefinition> routes = properties.getRoutes();
		for (int i = 0; i < routes.size(); i++) {
			RouteDefinition route = routes.get(i);
			check(PREFIX + "routes[" + i + "].filters[", route.getFilters(), route.getUri());
		}
	}

	private static void check(String prefix, List<FilterDefinition> filters, @Nullable URI uri) {
		for (int i = 0; i < filters.size(); i++) {
			FilterDefinition filter = filters.get(i);
			FilterSyntax syntax = SYNTAX.get(filter.getName());
			if (syntax != null) {
				Map<String, Object> settings = check(prefix + i + "]", filter, syntax);
				if (uri != null && !LlmRoutingFilter.SCHEME.equals(uri.getScheme())) {
					checkOrdinary(prefix + i + "]", filter, settings);
				}
			}
		}
	}

	private static Map<String, Object> check(String property, FilterDefinition filter, FilterSyntax syntax) {
		try {
			return syntax.check(filter.getArgs());
		}
		catch (IllegalArgumentException ex) {
			throw new ConfigurationFault(property, text(filter), String.valueOf(ex.getMessage()),
					"Write it like " + syntax.example() + ".");
		}
	}

	/** What the stages alone can do, an ordinary route would promise in vain. */
	private static void checkOrdinary(String property, FilterDefinition filter, Map<String, Object> settings) {
		if (LlmFailoverGatewayFilterFactory.SYNTAX.filter().equals(filter.getName())) {
			throw new ConfigurationFault(property, text(filter),
					"the route does not lead to llm://, and has no pool to fail over in",
					"Let the route lead to llm://pool, or use Spring Cloud Gateway's filter Retry.");
		}
		if (LoadClassGatewayFilterFactory.SYNTAX.filter().equals(filter.getName())) {
			throw new ConfigurationFault(property, text(filter),
					"the route does not lead to llm://, and the class of its requests is looked at before it is known",
					"Let the route lead to llm://pool, or leave the filter out.");
		}
		if (Boolean.TRUE.equals(settings.get("before-headers"))) {
			throw new ConfigurationFault(property, text(filter),
					"the route does not lead to llm://, and cannot be answered before its upstream has answered",
					"Let the route lead to llm://pool, or leave before-headers out.");
		}
	}

	private static String text(FilterDefinition filter) {
		return filter.getName() + (filter.getArgs().isEmpty() ? "" : "=" + String.join(",", filter.getArgs().values()));
	}

}
