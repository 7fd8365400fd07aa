package org.llmgateway.protocol;

/**
 * Counts within a window of time what a client may do only so often. Belongs to one
 * thread.
 */
final class FloodGauge {

	private final long limit;

	private final long windowNanos;

	private long begun;

	private long count;

	/**
	 * Begins with an empty window.
	 * @param limit how much is allowed in a window
	 * @param windowNanos length of a window in nanoseconds
	 * @param now the time in nanoseconds
	 */
	FloodGauge(long limit, long windowNanos, long now) {
		this.limit = limit;
		this.windowNanos = windowNanos;
		this.begun = now;
	}

	/**
	 * Adds to the window, or begins another one.
	 * @param amount how much
	 * @param now the time in nanoseconds
	 * @return whether that is still allowed
	 */
	boolean add(long amount, long now) {
		if (now - this.begun >= this.windowNanos) {
			this.begun = now;
			this.count = 0;
		}
		this.count += amount;
		return this.count <= this.limit;
	}

}
