package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import reactor.core.publisher.Mono;

/**
 * The stages in their order, composed once at start.
 */
public final class LlmStageStack {

	private final List<LlmStage> beforeRouting;

	private final LlmStage.Next afterRouting;

	/**
	 * Sorts the stages and composes those after ROUTING.
	 * @param stages all stages, in any order
	 */
	public LlmStageStack(List<LlmStage> stages) {
		List<LlmStage> sorted = new ArrayList<>(stages);
		sorted.sort(Comparator.comparingInt(LlmStage::getOrder));
		int routing = 0;
		while (routing < sorted.size() && sorted.get(routing).getOrder() < StageOrder.ROUTING.order()) {
			routing++;
		}
		this.beforeRouting = List.copyOf(sorted.subList(0, routing));
		this.afterRouting = compose(sorted.subList(routing, sorted.size()), (exchange) -> Mono.error(
				new IllegalStateException("No stage answered " + exchange.path() + ": is the UPSTREAM stage there?")));
	}

	/**
	 * The way from the door to ROUTING.
	 * @param routing what stands in for ROUTING
	 * @return the composed way
	 */
	public LlmStage.Next upTo(LlmStage.Next routing) {
		return compose(this.beforeRouting, routing);
	}

	/**
	 * The way from ROUTING to the provider.
	 * @return the composed way
	 */
	public LlmStage.Next afterRouting() {
		return this.afterRouting;
	}

	private static LlmStage.Next compose(List<LlmStage> stages, LlmStage.Next last) {
		LlmStage.Next next = last;
		for (int i = stages.size() - 1; i >= 0; i--) {
			LlmStage stage = stages.get(i);
			LlmStage.Next rest = next;
			next = (exchange) -> handle(stage, exchange, rest);
		}
		return next;
	}

	/** What a stage throws is an error like any other, or the folder would stay open. */
	private static Mono<LlmAnswer> handle(LlmStage stage, LlmExchange exchange, LlmStage.Next next) {
		try {
			return stage.handle(exchange, next);
		}
		catch (RuntimeException ex) {
			return Mono.error(ex);
		}
	}

}
