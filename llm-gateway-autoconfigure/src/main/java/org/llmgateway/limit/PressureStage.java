package org.llmgateway.limit;

import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;

/**
 * The PRESSURE stage: takes nothing new when memory is nearly gone.
 */
final class PressureStage implements LlmStage {

	private final MemoryLevel memory;

	private final ShedCounts counts;

	/**
	 * Creates the stage.
	 * @param memory the level that decides
	 * @param counts counts what is refused
	 */
	PressureStage(MemoryLevel memory, ShedCounts counts) {
		this.memory = memory;
		this.counts = counts;
	}

	@Override
	public int getOrder() {
		return StageOrder.PRESSURE.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		return this.memory.isFull() ? Mono.error(this.counts.shed(ShedReason.FULL)) : next.handle(exchange);
	}

}
