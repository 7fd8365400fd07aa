package org.llmgateway.limit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

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

	private final QueueWaits waits;

	private final ShedCounts shed;

	/**
	 * Creates the stage.
	 * @param permits one for each request under way, or {@code null} where there is no
	 * limit
	 * @param timeout how long a request may wait, in nanoseconds
	 * @param waits counts how long requests wait
	 * @param shed counts what is refused
	 */
	ConcurrencyStage(@Nullable Permits permits, long timeout, QueueWaits waits, ShedCounts shed) {
		this.permits = permits;
		this.timeout = timeout;
		this.waits = waits;
		this.shed = shed;
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
		return Mono.<LlmExchange>create((sink) -> await(permits, exchange, sink)).flatMap(next::handle);
	}

	private void await(Permits permits, LlmExchange exchange, MonoSink<LlmExchange> sink) {
		new WaitingRequest(permits, exchange, this.waits, this.shed, sink).await(this.timeout);
	}

}
