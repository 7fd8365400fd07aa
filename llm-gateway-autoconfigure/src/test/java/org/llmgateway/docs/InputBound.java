package org.llmgateway.docs;

import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;

/**
 * Refuses long inputs.
 */
@Component
class InputBound implements LlmStage {

	private static final long MOST = 100_000;

	@Override
	public int getOrder() {
		return StageOrder.INSPECTION.after();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		LlmRequest request = exchange.request();
		if (request != null && request.estimatedInputTokens() > MOST) {
			return Mono.error(new GatewayException(GatewayError.INVALID_REQUEST, "The input has about "
					+ request.estimatedInputTokens() + " tokens; at most " + MOST + " are taken"));
		}
		return next.handle(exchange);
	}

}
