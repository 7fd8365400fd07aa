package org.llmgateway.upstream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * How many retries the traffic of the last ten seconds allows, so that an outage of
 * providers does not multiply the load on them.
 *
 * <p>
 * Safe for use by several threads; under contention a retry too many may pass.
 */
final class RetryBudget {

	private static final int SLOTS = 10;

	private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final double share;

	private final int minimum;

	private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

	/**
	 * Creates a budget.
	 * @param share how many retries there may be for each request, such as 0.2
	 * @param minimum how many there may be in any case
	 */
	RetryBudget(double share, int minimum) {
		this.share = share;
		this.minimum = minimum;
	}

	/**
	 * Counts a request.
	 * @param now the time in nanoseconds
	 */
	void request(long now) {
		slot(now).requests.increment();
	}

	/**
	 * Takes a retry out of the budget.
	 * @param now the time in nanoseconds
	 * @return whether there was one left
	 */
	boolean takeRetry(long now) {
		long newest = Math.floorDiv(now, SLOT_NANOS);
		long requests = 0;
		long retries = 0;
		for (int i = 0; i < SLOTS; i++) {
			Slot slot = this.slots.get(i);
			if (slot != null && newest - slot.number < SLOTS) {
				requests += slot.requests.sum();
				retries += slot.retries.get();
			}
		}
		if (retries >= Math.max(this.minimum, (long) (requests * this.share))) {
			return false;
		}
		slot(now).retries.incrementAndGet();
		return true;
	}

	private Slot slot(long now) {
		long number = Math.floorDiv(now, SLOT_NANOS);
		int index = (int) Math.floorMod(number, (long) SLOTS);
		Slot slot = this.slots.get(index);
		// A thread may bring a time that is a little older than what others have seen.
		while (slot == null || slot.number < number) {
			Slot fresh = new Slot(number);
			slot = this.slots.compareAndSet(index, slot, fresh) ? fresh : this.slots.get(index);
		}
		return slot;
	}

	/**
	 * What one second has seen.
	 */
	private static final class Slot {

		private final long number;

		private final LongAdder requests = new LongAdder();

		private final AtomicInteger retries = new AtomicInteger();

		Slot(long number) {
			this.number = number;
		}

	}

}
