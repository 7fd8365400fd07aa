package org.llmgateway.limit;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how long requests have waited in the fair queue.
 */
final class QueueWaits {

	private final LongAdder waits = new LongAdder();

	private final LongAdder waited = new LongAdder();

	/**
	 * A request has waited.
	 * @param nanos how long, whether or not it went on then
	 */
	void waited(long nanos) {
		this.waits.increment();
		this.waited.add(nanos);
	}

	long waits() {
		return this.waits.sum();
	}

	long waitedNanos() {
		return this.waited.sum();
	}

}
