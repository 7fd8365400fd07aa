package org.llmgateway.stream;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what waits for all slow clients together, against one bound, and what the
 * waiting has spared the providers.
 */
final class SharedBuffer {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	private final LongAdder savedNanos = new LongAdder();

	/**
	 * Creates a buffer without bytes.
	 * @param limit the bound in bytes
	 */
	SharedBuffer(long limit) {
		this.limit = limit;
	}

	boolean hasRoom() {
		return this.used.get() < this.limit;
	}

	void add(long bytes) {
		this.used.addAndGet(bytes);
	}

	/**
	 * Notes for how long a provider was done before its client was.
	 * @param nanos the time in nanoseconds
	 */
	void saved(long nanos) {
		this.savedNanos.add(nanos);
	}

	/**
	 * What waits now.
	 * @return bytes of memory
	 */
	long used() {
		return this.used.get();
	}

	/**
	 * For how long providers were done before their clients were, together.
	 * @return the time in seconds
	 */
	double savedSeconds() {
		return this.savedNanos.sum() / 1e9;
	}

}
