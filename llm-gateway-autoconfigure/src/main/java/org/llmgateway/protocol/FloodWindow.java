package org.llmgateway.protocol;

/**
 * Counts within windows of time what a client may do only so often; belongs to one
 * thread.
 */
final class FloodWindow {

	private final long max;

	private final long nanos;

	private long begin;

	private long count;

	/**
	 * Makes a window that begins now.
	 * @param max the most of it in a window; 0 for any amount
	 * @param nanos the length of a window, in nanoseconds
	 * @param now the time
	 */
	FloodWindow(long max, long nanos, long now) {
		this.max = max;
		this.nanos = nanos;
		this.begin = now;
	}

	/**
	 * Adds to the window, or begins another one.
	 * @param amount how much
	 * @param now the time
	 * @return whether that is too much
	 */
	boolean isExceededBy(long amount, long now) {
		if (now - this.begin >= this.nanos) {
			this.begin = now;
			this.count = 0;
		}
		this.count += amount;
		return this.max > 0 && this.count > this.max;
	}

}
