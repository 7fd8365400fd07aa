package org.llmgateway.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * For how long threads have waited for a cycle of a concurrent collector, because there
 * was nothing left to allocate.
 */
final class StalledTime {

	private final AtomicLong millis = new AtomicLong();

	void add(long millis) {
		this.millis.addAndGet(millis);
	}

	/**
	 * The time since the start.
	 * @return milliseconds
	 */
	long millis() {
		return this.millis.get();
	}

}
