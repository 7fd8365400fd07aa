package org.llmgateway.header;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket: so many records at once, then one for each interval; counts those that
 * found it empty. For any thread.
 */
final class AuditRate {

	private final LongSupplier nanoClock;

	private final long intervalNanos;

	private final long burstNanos;

	/** When the bucket is full again. */
	private final AtomicLong full;

	private final AtomicLong suppressed = new AtomicLong();

	/**
	 * Creates a full bucket.
	 * @param burst how many tokens it holds
	 * @param intervalNanos how long a token takes to come back, in nanoseconds
	 * @param nanoClock a clock that only goes forward, in nanoseconds
	 */
	AuditRate(int burst, long intervalNanos, LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
		this.intervalNanos = intervalNanos;
		this.burstNanos = burst * intervalNanos;
		this.full = new AtomicLong(nanoClock.getAsLong());
	}

	/**
	 * Takes a token, or counts that there was none.
	 * @return {@code true} if there was one
	 */
	boolean tryTake() {
		while (true) {
			long now = this.nanoClock.getAsLong();
			long before = this.full.get();
			long after = ((before - now > 0) ? before : now) + this.intervalNanos;
			if (after - now > this.burstNanos) {
				this.suppressed.incrementAndGet();
				return false;
			}
			if (this.full.compareAndSet(before, after)) {
				return true;
			}
		}
	}

	/**
	 * How many found the bucket empty since this was last asked.
	 */
	long takeSuppressed() {
		return this.suppressed.getAndSet(0);
	}

}
