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
		for (String name : config.getOperations()) {
			operations.add(operation(name));
		}
		return (GatewayPredicate) (exchange) -> {
			Surface surface = RequestLookup.surface(exchange);
			return surface != null && operations.contains(surface.operation());
		};
	}

	/** As the paths have them: {@code embeddings} is as good as {@code embedding}. */
	private static Operation operation(String name) {
		String wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
		for (Operation operation : Operation.values()) {
			if (wanted.equals(operation.name()) || wanted.equals(operation.name() + "S")) {
				return operation;
			}
		}
		throw new IllegalArgumentException(
				"Operation predicate: '" + name + "' is none of " + Arrays.toString(Operation.values()));
	}

	/**
	 * The operations that match.
	 */
	@Validated
	public static class Config {

		@NotEmpty
		private List<String> operations = List.of();

		/**
		 * The names of the operations.
		 * @return the names, in any case, in the singular or the plural
		 */
		public List<String> getOperations() {
			return this.operations;
		}

		public Config setOperations(List<String> operations) {
			this.operations = operations;
			return this;
		}

	}

}
