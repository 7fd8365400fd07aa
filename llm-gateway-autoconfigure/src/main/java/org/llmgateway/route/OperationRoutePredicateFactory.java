package org.llmgateway.route;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
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
 * {@code Operation=chat,embeddings}: the path asks for one of these operations, which may
 * be written in the singular or the plural.
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
		Set<Operation> operations = EnumSet.noneOf(Operation.class);
		config.getOperations().forEach((name) -> operations.add(operation(name)));
		return (GatewayPredicate) (exchange) -> {
			Surface surface = RequestLookup.surface(exchange);
			return surface != null && operations.contains(surface.operation());
		};
	}

	private static Operation operation(String name) {
		for (Operation operation : Operation.values()) {
			if (singular(operation.name()).equals(singular(name))) {
				return operation;
			}
		}
		throw new IllegalArgumentException(
				"There is no operation '" + name + "' for the predicate Operation; there are "
						+ Arrays.toString(Operation.values()).toLowerCase(Locale.ROOT));
	}

	private static String singular(String name) {
		String upper = name.trim().toUpperCase(Locale.ROOT).replace('-', '_');
		return upper.endsWith("S") ? upper.substring(0, upper.length() - 1) : upper;
	}

	/**
	 * The operations that match.
	 */
	@Validated
	public static class Config {

		@NotEmpty
		private List<String> operations = List.of();

		public List<String> getOperations() {
			return this.operations;
		}

		public Config setOperations(List<String> operations) {
			this.operations = operations;
			return this;
		}

	}

}
