package org.llmgateway.limit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;

/**
 * Lets as many requests pass as the limit in total says; the others wait, before their
 * bodies are read, until it is their turn.
 */
final class ConcurrencyStage implements LlmStage {

	private final @Nullable Permits permits;

	private final long timeout;

	private final QueueCounts counts;

	/**
	 * Creates the stage.
	 * @param permits one for each request under way, or {@code null} where there is no
	 * limit
	 * @param timeout how long a request may wait, in nanoseconds
	 * @param counts what is counted
	 */
	ConcurrencyStage(@Nullable Permits permits, long timeout, QueueCounts counts) {
		this.permits = permits;
		this.timeout = timeout;
		this.counts = counts;
	}

	@Override
	public int getOrder() {
		return StageOrder.ADMISSION.order() + 200;
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		Permits permits = this.permits;
		if (permits == null) {
			return next.handle(exchange);
		}
		if (permits.enter()) {
			Permit.hand(permits, exchange, System.nanoTime());
			return next.handle(exchange);
		}
		return Mono
			.<LlmExchange>create((sink) -> new WaitingRequest(permits, exchange, this.counts, sink).await(this.timeout))
			.flatMap(next::handle);
	}

}
