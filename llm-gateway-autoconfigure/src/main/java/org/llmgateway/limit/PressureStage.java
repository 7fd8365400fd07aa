package org.llmgateway.limit;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.GatewayError;

/**
 * The PRESSURE stage: takes nothing new when memory is nearly gone.
 */
final class PressureStage implements LlmStage {

	private final MemoryLevel memory;

	private final String retryAfter;

	private final LongAdder refused = new LongAdder();

	/**
	 * Creates the stage.
	 * @param memory the level that decides
	 * @param retryAfter when a refused caller may come again
	 */
	PressureStage(MemoryLevel memory, Duration retryAfter) {
		this.memory = memory;
		this.retryAfter = String.valueOf(retryAfter.toSeconds());
	}

	@Override
	public int getOrder() {
		return StageOrder.PRESSURE.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		return this.memory.isFull() ? refuse() : next.handle(exchange);
	}

	private Mono<LlmAnswer> refuse() {
		this.refused.increment();
		this.memory.refused();
		return Mono.error(new GatewayException(GatewayError.OVERLOADED,
				"The gateway has no memory left for new requests; send the request again later")
			.with(HttpHeaders.RETRY_AFTER, this.retryAfter));
	}

	/**
	 * Requests that were refused here.
	 * @return the count since the start
	 */
	long refused() {
		return this.refused.sum();
	}

}
