package org.llmgateway.route;

import java.util.function.Predicate;

import org.springframework.cloud.gateway.handler.predicate.AbstractRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.GatewayPredicate;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.LlmExchange;

/**
 * The request came in on one of the gateway's surfaces: the predicate of
 * {@link SurfaceRoute}.
 */
final class SurfaceRoutePredicateFactory extends AbstractRoutePredicateFactory<Object> {

	/** The predicate's name in definitions of routes. */
	static final String NAME = "LlmSurface";

	SurfaceRoutePredicateFactory() {
		super(Object.class);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Predicate<ServerWebExchange> apply(Object config) {
		return (GatewayPredicate) (exchange) -> LlmExchange.of(exchange) != null;
	}

}
