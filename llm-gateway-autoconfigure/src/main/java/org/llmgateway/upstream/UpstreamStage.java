package org.llmgateway.upstream;

import java.util.List;

import reactor.core.publisher.Mono;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.provider.ApiKey;

/**
 * The last stage: picks an endpoint, adapts the request to it and sends it.
 */
final class UpstreamStage implements LlmStage {

	private final ConfiguredPools pools;

	private final EndpointPicker picker;

	private final RequestAdapter adapter;

	private final UpstreamTransport transport;

	private final AnswerReader reader;

	UpstreamStage(ConfiguredPools pools, EndpointPicker picker, RequestAdapter adapter, UpstreamTransport transport,
			AnswerReader reader) {
		this.pools = pools;
		this.picker = picker;
		this.adapter = adapter;
		this.transport = transport;
		this.reader = reader;
	}

	@Override
	public int getOrder() {
		return StageOrder.UPSTREAM.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		RouteDecision route = exchange.route();
		if (route == null) {
			return Mono.error(new IllegalStateException("No route was decided for " + exchange.path()));
		}
		Endpoint endpoint;
		try {
			endpoint = (route.provider() != null) ? toProvider(route.provider()) : pick(exchange, route.pools());
		}
		catch (GatewayException ex) {
			return Mono.error(ex);
		}
		ApiKey key = endpoint.provider().takeKey(System.nanoTime());
		if (key == null) {
			return Mono.error(new GatewayException(GatewayError.UPSTREAM_UNAVAILABLE,
					"No key of provider '" + endpoint.provider().name() + "' may be used now"));
		}
		return attempt(exchange, endpoint, key);
	}

	private Mono<LlmAnswer> attempt(LlmExchange exchange, Endpoint endpoint, ApiKey key) {
		exchange.log().attempt(endpoint.provider().name());
		UpstreamRequest request = this.adapter.adapt(exchange, endpoint, key);
		Mono<UpstreamResponse> response = this.transport.send(request, exchange.eventLoop());
		return response.flatMap((head) -> {
			exchange.onClose(head::close);
			return this.reader.read(endpoint.provider(), head);
		}).doFinally((signal) -> request.release());
	}

	private Endpoint toProvider(String name) {
		Endpoint endpoint = this.pools.through(name);
		if (endpoint == null) {
			throw new GatewayException(GatewayError.INTERNAL, "There is no provider '" + name + "'");
		}
		return endpoint;
	}

	private Endpoint pick(LlmExchange exchange, List<String> names) {
		Dialect dialect = exchange.dialect();
		for (int i = 0; i < names.size(); i++) {
			List<Endpoint> endpoints = this.pools.endpoints(names.get(i));
			if (endpoints == null) {
				throw new GatewayException(GatewayError.INTERNAL, "There is no pool '" + names.get(i)
						+ "'; the route's uri names one of llm.gateway.pools as llm://pool");
			}
			Endpoint endpoint = this.picker.pick(endpoints, dialect, System.nanoTime(), List.of());
			if (endpoint != null) {
				return endpoint;
			}
		}
		LlmRequest request = exchange.request();
		String model = (request != null) ? request.model() : null;
		throw new GatewayException(GatewayError.DIALECT_MISMATCH, "The model '" + model + "' is not served in the "
				+ name(dialect) + " dialect of " + exchange.path() + "; use " + other(dialect), "model", null);
	}

	private static String name(Dialect dialect) {
		return (dialect == Dialect.ANTHROPIC) ? "Anthropic" : "OpenAI";
	}

	private static String other(Dialect dialect) {
		return (dialect == Dialect.ANTHROPIC) ? "/v1/chat/completions" : "/v1/messages";
	}

}
