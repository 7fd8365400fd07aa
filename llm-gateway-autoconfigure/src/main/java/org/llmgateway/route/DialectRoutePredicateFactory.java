package org.llmgateway.route;

import java.util.List;
import java.util.function.Predicate;

import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.handler.predicate.AbstractRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.GatewayPredicate;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;

/**
 * {@code Dialect=openai}: the path is one of this dialect's.
 */
public final class DialectRoutePredicateFactory
		extends AbstractRoutePredicateFactory<DialectRoutePredicateFactory.Config> {

	DialectRoutePredicateFactory() {
		super(Config.class);
	}

	@Override
	public List<String> shortcutFieldOrder() {
		return List.of("dialect");
	}

	@Override
	public Predicate<ServerWebExchange> apply(Config config) {
		Dialect dialect = config.getDialect();
		return (GatewayPredicate) (exchange) -> {
			Surface surface = RequestLookup.surface(exchange);
			return surface != null && surface.dialect() == dialect;
		};
	}

	/**
	 * The dialect that matches.
	 */
	@Validated
	public static class Config {

		@NotNull
		private @Nullable Dialect dialect;

		public @Nullable Dialect getDialect() {
			return this.dialect;
		}

		public Config setDialect(Dialect dialect) {
			this.dialect = dialect;
			return this;
		}

	}

}
