package org.llmgateway.upstream;

import reactor.core.publisher.Mono;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;

/**
 * The last stage: sends the request to an endpoint, and to another if need be.
 */
final class UpstreamStage implements LlmStage {

	private final Attempts attempts;

	private final Targets targets;

	private final FailoverPolicy policy;

	UpstreamStage(Attempts attempts, Targets targets, FailoverPolicy policy) {
		this.attempts = attempts;
		this.targets = targets;
		this.policy = policy;
	}

	@Override
	public int getOrder() {
		return StageOrder.UPSTREAM.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		try {
			return new Failover(this.attempts, this.targets, this.policy, exchange);
		}
		catch (GatewayException ex) {
			return Mono.error(ex);
		}
	}

}
