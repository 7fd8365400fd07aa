package org.llmgateway.docs;

import java.util.List;

import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.route.ModelRoutePredicateFactory;

/**
 * A route in Java.
 */
@Configuration(proxyBeanMethods = false)
class JavaRoutes {

	@Bean
	RouteLocator routes(RouteLocatorBuilder routes, ModelRoutePredicateFactory model) {
		return routes.routes()
			.route("small-models",
					(route) -> route
						.asyncPredicate(
								model.applyAsync((config) -> config.setModels(List.of("gpt-4.1-mini", "*-nano"))))
						.uri("llm://small"))
			.build();
	}

}
