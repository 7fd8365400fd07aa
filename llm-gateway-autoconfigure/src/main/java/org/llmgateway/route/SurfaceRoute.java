package org.llmgateway.route;

import reactor.core.publisher.Flux;

import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.core.Ordered;

import org.llmgateway.exchange.LlmExchange;

/**
 * The last of all routes: a surface that no route of the team's has taken goes where its
 * model says.
 */
final class SurfaceRoute implements RouteLocator {

	/** The route's id. */
	static final String ID = "llm-surfaces";

	private final Route route = Route.async()
		.id(ID)
		.order(Ordered.LOWEST_PRECEDENCE)
		.uri(LlmRoutingFilter.SCHEME + "://" + LlmRoutingFilter.BY_MODEL)
		.predicate((exchange) -> LlmExchange.of(exchange) != null)
		.build();

	@Override
	public Flux<Route> getRoutes() {
		return Flux.just(this.route);
	}

}
