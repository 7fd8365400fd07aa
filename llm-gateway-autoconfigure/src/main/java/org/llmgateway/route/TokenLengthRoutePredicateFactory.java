package org.llmgateway.route;

import java.util.List;
import java.util.function.Predicate;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;

import org.springframework.validation.annotation.Validated;

import org.llmgateway.llm.LlmRequest;

/**
 * {@code TokenLength=0,8000}: the estimated input has at least the first and fewer than
 * the second number of tokens.
 */
public final class TokenLengthRoutePredicateFactory
		extends AbstractLlmRoutePredicateFactory<TokenLengthRoutePredicateFactory.Config> {

	TokenLengthRoutePredicateFactory(RequestLookup lookup) {
		super(Config.class, lookup, List.of("min", "max"));
	}

	@Override
	Predicate<LlmRequest> test(Config config) {
		long min = config.getMin();
		long max = config.getMax();
		return (request) -> request.estimatedInputTokens() >= min && request.estimatedInputTokens() < max;
	}

	/**
	 * The bounds, in tokens.
	 */
	@Validated
	public static class Config {

		@Min(0)
		private long min;

		private long max = Long.MAX_VALUE;

		public long getMin() {
			return this.min;
		}

		public Config setMin(long min) {
			this.min = min;
			return this;
		}

		public long getMax() {
			return this.max;
		}

		public Config setMax(long max) {
			this.max = max;
			return this;
		}

		@AssertTrue(message = "max must be greater than min")
		public boolean isOrdered() {
			return this.max > this.min;
		}

	}

}
