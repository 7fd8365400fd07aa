package org.llmgateway.limit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.LoadClass;

/**
 * Refuses, before its body is read, what memory is too full for and what does not fit
 * into the byte budget.
 */
final class BudgetStage implements LlmStage {

	private final MemoryLevel level;

	private final @Nullable ByteBudget budget;

	private final ShedCounts counts;

	private final long window;

	private final int maxBodySize;

	/**
	 * Creates the stage.
	 * @param level how full memory is
	 * @param budget the budget, or {@code null} where there is none
	 * @param counts counts what is refused
	 * @param window what a request takes beside its body, in bytes
	 * @param maxBodySize how large a body may be, in bytes; a larger one is INSPECTION's
	 * to refuse
	 */
	BudgetStage(MemoryLevel level, @Nullable ByteBudget budget, ShedCounts counts, long window, int maxBodySize) {
		this.level = level;
		this.budget = budget;
		this.counts = counts;
		this.window = window;
		this.maxBodySize = maxBodySize;
	}

	@Override
	public int getOrder() {
		return StageOrder.ADMISSION.order() + 100;
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		LoadClass loadClass = exchange.load().loadClass();
		boolean kept = exchange.operation().isInspected();
		long declared = kept ? exchange.headers().getContentLength() : 0;
		long body = (declared > this.maxBodySize) ? 0 : Math.max(declared, 0);
		ShedReason reason = refusal(loadClass, body);
		if (reason != null) {
			return Mono.error(this.counts.shed(reason));
		}
		if (this.budget != null) {
			giveBackAtTheEnd(exchange, this.budget, declared < 0, body);
		}
		return next.handle(exchange);
	}

	/**
	 * Decides, and takes from the budget what the request needs.
	 * @param loadClass the class of the request
	 * @param body the declared length of a body that is kept, in bytes
	 * @return why the request is refused, or {@code null} if it is not
	 */
	@Nullable ShedReason refusal(LoadClass loadClass, long body) {
		if (this.level.sheds(loadClass)) {
			return ShedReason.MEMORY;
		}
		return (this.budget == null || this.budget.take(body + this.window, loadClass)) ? null : ShedReason.BUDGET;
	}

	private void giveBackAtTheEnd(LlmExchange exchange, ByteBudget budget, boolean grows, long body) {
		exchange.onClose(() -> budget.giveBack(this.window));
		if (grows || body > 0) {
			BodyShare share = new BodyShare(budget, this.counts, exchange.load().loadClass(), body);
			exchange.onBodyReleased(share);
			if (grows) {
				exchange.load().meter(share);
			}
		}
	}

}
