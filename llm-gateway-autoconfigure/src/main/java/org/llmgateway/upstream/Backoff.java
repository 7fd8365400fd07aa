package org.llmgateway.upstream;

import java.util.function.LongUnaryOperator;

/**
 * How long to wait before the same endpoint is asked again: exponential, with full
 * jitter.
 */
final class Backoff {

	private final long base;

	private final long max;

	private final LongUnaryOperator random;

	/**
	 * Creates a backoff.
	 * @param base the bound of the first wait, in nanoseconds
	 * @param max the bound of any wait, in nanoseconds
	 * @param random gives a number from 0 up to, but not including, its argument
	 */
	Backoff(long base, long max, LongUnaryOperator random) {
		this.base = base;
		this.max = max;
		this.random = random;
	}

	/**
	 * The wait before an attempt.
	 * @param attempts how many there have been, at least 1
	 * @return nanoseconds
	 */
	long before(int attempts) {
		int doublings = Math.min(attempts - 1, Long.numberOfLeadingZeros(Math.max(1, this.base)) - 1);
		long bound = Math.min(this.max, this.base << doublings);
		return (bound > 0) ? this.random.applyAsLong(bound + 1) : 0;
	}

}
