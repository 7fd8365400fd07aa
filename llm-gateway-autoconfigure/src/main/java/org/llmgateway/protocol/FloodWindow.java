package org.llmgateway.protocol;

/**
 * Counts events in windows of a fixed length; belongs to one thread.
 */
final class FloodWindow {

	private final int max;

	private final long nanos;

	private long begin;

	private int count;

	/**
	 * Makes a window that begins now.
	 * @param max most events in it; 0 for any number
	 * @param nanos its length
	 * @param now the time
	 */
	FloodWindow(int max, long nanos, long now) {
		this.max = max;
		this.nanos = nanos;
		this.begin = now;
	}

	/**
	 * Counts an event.
	 * @param now the time
	 * @return whether it is one too many
	 */
	boolean isExceeded(long now) {
		if (now - this.begin >= this.nanos) {
			this.begin = now;
			this.count = 0;
		}
		this.count++;
		return this.max > 0 && this.count > this.max;
	}

}
