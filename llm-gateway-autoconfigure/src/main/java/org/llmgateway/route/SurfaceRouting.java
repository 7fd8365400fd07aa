package org.llmgateway.route;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.llmgateway.exchange.CallerText;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * ROUTING by convention: the model decides the pools; what has no model goes to the
 * default provider; the list of models is answered here.
 */
final class SurfaceRouting implements LlmStage.Next {

	private final ModelTable models;

	private final @Nullable String defaultProvider;

	private final ModelList modelList;

	private final LlmStage.Next next;

	SurfaceRouting(ModelTable models, @Nullable String defaultProvider, LlmStage.Next next) {
		this.models = models;
		this.defaultProvider = defaultProvider;
		this.modelList = new ModelList(models.names());
		this.next = next;
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange) {
		if (exchange.operation() == Operation.MODELS) {
			return Mono.just(this.modelList.answer(exchange.errorDialect()));
		}
		try {
			if (exchange.route() == null) {
				exchange.routed(decide(exchange));
			}
		}
		catch (GatewayException ex) {
			return Mono.error(ex);
		}
		return this.next.handle(exchange);
	}

	private RouteDecision decide(LlmExchange exchange) {
		if (!exchange.operation().isInspected()) {
			if (this.defaultProvider == null) {
				throw new GatewayException(GatewayError.SURFACE_NOT_SERVED, exchange.path()
						+ " is not served; the property llm.gateway.default-provider says who serves it");
			}
			return RouteDecision.toProvider(this.defaultProvider);
		}
		LlmRequest request = exchange.request();
		String model = (request != null) ? request.model() : null;
		if (model == null) {
			throw new GatewayException(GatewayError.INVALID_REQUEST, "The request names no model", "model", null);
		}
		RouteDecision decision = this.models.find(model);
		if (decision == null) {
			throw new GatewayException(GatewayError.MODEL_NOT_FOUND, "The model '" + CallerText.shown(model)
					+ "' does not exist here; GET /v1/models lists those that do", "model", null);
		}
		return decision;
	}

}
