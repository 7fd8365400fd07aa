package org.llmgateway.usage;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.llmgateway.codec.AnswerTally;
import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RequestLog;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;
import org.llmgateway.llm.TokenUsage;
import org.llmgateway.llm.TokenUsage.Accuracy;

/**
 * Draws up what a request has used from what its folder says in the end.
 */
final class UsageReport {

	private static final long NANOS_PER_MILLI = 1_000_000;

	private UsageReport() {
	}

	static UsageRecord of(LlmExchange exchange, long nanos, Instant time) {
		RequestLog log = exchange.log();
		LlmRequest request = exchange.request();
		AnswerTally tally = log.tally();
		Ending ending = log.ending();
		long first = log.firstContentNanos();
		return new UsageRecord(time, exchange.requestId(), exchange.operation(),
				(request != null) ? request.model() : null, log.provider(), log.attempts(), log.status(),
				(ending != null) ? ending : Ending.CLIENT_GONE, (tally != null) ? tally.finishReason() : null,
				(tally != null) ? tally.errorType() : null, tokens(exchange.operation(), request, tally, log),
				(first != 0) ? (first - log.startNanos()) / NANOS_PER_MILLI : -1,
				(nanos - log.startNanos()) / NANOS_PER_MILLI);
	}

	private static TokenUsage tokens(Operation operation, @Nullable LlmRequest request, @Nullable AnswerTally tally,
			RequestLog log) {
		long input = (request != null) ? request.estimatedInputTokens() : 0;
		if (tally != null) {
			return tally.usage(operation, (request != null) ? request.model() : null, input);
		}
		if (log.attempts() == 0 || operation == Operation.COUNT_TOKENS || isFree(log.ending(), log.status())) {
			return TokenUsage.NONE;
		}
		return new TokenUsage(input, 0, 0, 0, 0, 0, 0, Accuracy.ESTIMATED);
	}

	/**
	 * Whether a provider has refused the request, or has not been reached. Of one that
	 * was left at work it is to be feared that it bills the prompt.
	 */
	private static boolean isFree(@Nullable Ending ending, int status) {
		return ending == null || switch (ending) {
			case COMPLETE -> status >= 400;
			case REFUSED, SHED, UPSTREAM_ERROR, UPSTREAM_CUT -> true;
			default -> false;
		};
	}

}
