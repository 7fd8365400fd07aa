package org.llmgateway.route;

import java.net.URI;
import java.util.List;

import reactor.core.publisher.Flux;

import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import org.springframework.core.Ordered;

/**
 * The last of all routes: a surface that no route of the team's has taken goes where its
 * model says. It is a definition, because Spring Cloud Gateway gives default filters to
 * no other kind of route.
 */
final class SurfaceRoute implements RouteDefinitionLocator {

	/** The route's id. */
	static final String ID = "llm-surfaces";

	private final RouteDefinition route = new RouteDefinition();

	SurfaceRoute() {
		this.route.setId(ID);
		this.route.setOrder(Ordered.LOWEST_PRECEDENCE);
		this.route.setUri(URI.create(LlmRoutingFilter.SCHEME + "://" + LlmRoutingFilter.BY_MODEL));
		PredicateDefinition predicate = new PredicateDefinition();
		predicate.setName(SurfaceRoutePredicateFactory.NAME);
		this.route.setPredicates(List.of(predicate));
	}

	@Override
	public Flux<RouteDefinition> getRouteDefinitions() {
		return Flux.just(this.route);
	}

}
