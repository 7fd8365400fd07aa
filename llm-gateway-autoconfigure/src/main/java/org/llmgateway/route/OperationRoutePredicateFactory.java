package org.llmgateway.route;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.validation.constraints.NotEmpty;

import org.springframework.cloud.gateway.handler.predicate.AbstractRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.GatewayPredicate;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Operation;

/**
 * {@code Operation=chat,embedding}: the path asks for one of these operations.
 */
public final class OperationRoutePredicateFactory
		extends AbstractRoutePredicateFactory<OperationRoutePredicateFactory.Config> {

	OperationRoutePredicateFactory() {
		super(Config.class);
	}

	@Override
	public List<String> shortcutFieldOrder() {
		return List.of("operations");
	}

	@Override
	public ShortcutType shortcutType() {
		return ShortcutType.GATHER_LIST;
	}

	@Override
	public Predicate<ServerWebExchange> apply(Config config) {
		Set<Operation> operations = EnumSet.copyOf(config.getOperations());
		return (GatewayPredicate) (exchange) -> {
			Surface surface = RequestLookup.surface(exchange);
			return surface != null && operations.contains(surface.operation());
		};
	}

	/**
	 * The operations that match.
	 */
	@Validated
	public static class Config {

		@NotEmpty
		private List<Operation> operations = List.of();

		public List<Operation> getOperations() {
			return this.operations;
		}

		public Config setOperations(List<Operation> operations) {
			this.operations = operations;
			return this;
		}

	}

}
