package org.llmgateway.usage;

import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.LlmRequest;

/**
 * Sees that usage is asked for where it is needed, takes what the caller has not asked
 * for out of the answer, and tells the listeners of each request once, when it is over.
 */
final class UsageStage implements LlmStage {

	private static final Log logger = LogFactory.getLog(UsageStage.class);

	private final List<UsageListener> listeners;

	private final boolean included;

	private final LongSupplier nanoClock;

	private final InstantSource clock;

	UsageStage(List<UsageListener> listeners, UsageInclusion inclusion, LongSupplier nanoClock, InstantSource clock) {
		this.listeners = listeners;
		this.included = inclusion.applies(!listeners.isEmpty());
		this.nanoClock = nanoClock;
		this.clock = clock;
	}

	@Override
	public int getOrder() {
		return StageOrder.EVENTS.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		if (!this.listeners.isEmpty() && exchange.log().claimReport()) {
			exchange.onClose(() -> report(exchange));
		}
		LlmRequest request = exchange.request();
		if (!this.included || request == null || request.usageEdit() == null) {
			return next.handle(exchange);
		}
		exchange.settings().wantUsage();
		return next.handle(exchange).map((answer) -> withoutAddition(exchange, answer));
	}

	private static LlmAnswer withoutAddition(LlmExchange exchange, LlmAnswer answer) {
		Publisher<LlmChunk> chunks = answer.chunks();
		if (chunks == null || answer.status() >= 300 || !exchange.settings().isUsageAdded()) {
			return answer;
		}
		return answer.withChunks(new WithoutUsageEvent(chunks));
	}

	private void report(LlmExchange exchange) {
		UsageRecord usage = UsageReport.of(exchange, this.nanoClock.getAsLong(), this.clock.instant());
		for (UsageListener listener : this.listeners) {
			try {
				listener.onUsage(usage);
			}
			catch (RuntimeException ex) {
				logger.error("Usage of request " + usage.requestId() + " was not taken by " + listener, ex);
			}
		}
	}

}
