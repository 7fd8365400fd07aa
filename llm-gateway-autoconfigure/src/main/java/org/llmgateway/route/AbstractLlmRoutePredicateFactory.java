package org.llmgateway.route;

import java.util.List;
import java.util.function.Predicate;

import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.handler.AsyncPredicate;
import org.springframework.cloud.gateway.handler.predicate.AbstractRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.GatewayPredicate;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.llm.LlmRequest;

/**
 * What the predicates have in common that ask the request's body: they are false where
 * there is nothing to ask, and never an error.
 *
 * @param <C> the configuration
 */
abstract class AbstractLlmRoutePredicateFactory<C> extends AbstractRoutePredicateFactory<C> {

	private final RequestLookup lookup;

	private final List<String> fields;

	AbstractLlmRoutePredicateFactory(Class<C> configClass, RequestLookup lookup, List<String> fields) {
		super(configClass);
		this.lookup = lookup;
		this.fields = fields;
	}

	/**
	 * Makes the test of a request.
	 * @param config the configuration of one route
	 * @return the test
	 */
	abstract Predicate<LlmRequest> test(C config);

	@Override
	public final List<String> shortcutFieldOrder() {
		return this.fields;
	}

	/**
	 * The predicate for where a body was read already, as it is on the LLM surfaces; on
	 * other paths only {@link #applyAsync} reads it.
	 */
	@Override
	public final Predicate<ServerWebExchange> apply(C config) {
		Predicate<LlmRequest> test = test(config);
		return (GatewayPredicate) (exchange) -> {
			LlmRequest request = RequestLookup.known(exchange);
			return request != null && test.test(request);
		};
	}

	@Override
	public final AsyncPredicate<ServerWebExchange> applyAsync(C config) {
		Predicate<LlmRequest> test = test(config);
		return (exchange) -> {
			LlmRequest request = RequestLookup.known(exchange);
			return (request != null) ? Mono.just(test.test(request))
					: this.lookup.find(exchange).map(test::test).defaultIfEmpty(false);
		};
	}

}
