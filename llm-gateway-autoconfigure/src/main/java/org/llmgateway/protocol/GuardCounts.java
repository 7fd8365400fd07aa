package org.llmgateway.protocol;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the guards of connections have done; for any thread.
 */
final class GuardCounts {

	private final LongAdder[] counts = new LongAdder[GuardReason.values().length];

	private final LongAdder acceptErrors = new LongAdder();

	GuardCounts() {
		Arrays.setAll(this.counts, (reason) -> new LongAdder());
	}

	void add(GuardReason reason) {
		this.counts[reason.ordinal()].increment();
	}

	long count(GuardReason reason) {
		return this.counts[reason.ordinal()].sum();
	}

	/**
	 * Counts a connection that the operating system did not hand over.
	 */
	void addAcceptError() {
		this.acceptErrors.increment();
	}

	long acceptErrors() {
		return this.acceptErrors.sum();
	}

}
