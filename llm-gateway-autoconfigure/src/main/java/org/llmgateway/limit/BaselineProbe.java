package org.llmgateway.limit;

/**
 * Measures the time to the first token with half as many requests under way, for a limit
 * that has been in use for so long that nobody knows any more what the time would be
 * without it.
 *
 * <p>
 * While requests end, one in two is not replaced, until the target is reached. Then it
 * waits for those to pass that had to wait, and measures all that follow. A probe that
 * does not get there in time is given up. All times are nanoseconds of one clock.
 */
final class BaselineProbe {

	private static final int ENOUGH = 32;

	private static final int LEAST = 10;

	private final LogMean mean = new LogMean();

	private final int target;

	private final long began;

	private final long settling;

	private final long longest;

	private double limit;

	private boolean reached;

	private long measuring;

	/**
	 * Begins a probe.
	 * @param limit the limit in force
	 * @param target the limit to measure at
	 * @param settling how long requests may have had to wait, at least a window
	 * @param longest how long all of it may take
	 * @param now the time
	 */
	BaselineProbe(int limit, int target, long settling, long longest, long now) {
		this.limit = limit;
		this.target = target;
		this.settling = settling;
		this.longest = longest;
		this.began = now;
	}

	int limit() {
		return Math.max(this.target, (int) Math.ceil(this.limit));
	}

	/**
	 * A request has ended.
	 * @param inFlight how many are under way without it
	 * @param now the time
	 */
	void ended(int inFlight, long now) {
		this.limit = Math.max(this.target, this.limit - 0.5);
		if (!this.reached && inFlight <= this.target) {
			this.reached = true;
			this.measuring = now + this.settling;
		}
	}

	/**
	 * The first content of a request has come.
	 * @param nanos how long it took
	 * @param now the time
	 */
	void firstToken(long nanos, long now) {
		if (this.reached && now - this.measuring >= 0) {
			this.mean.add(nanos);
		}
	}

	boolean isOver(long now) {
		return isMeasured(now) || now - this.began >= this.longest;
	}

	/**
	 * Whether enough was measured.
	 * @param now the time
	 * @return {@code true} if {@link #value()} counts
	 */
	boolean isMeasured(long now) {
		int count = this.mean.count();
		return count >= ENOUGH || (count >= LEAST && now - this.measuring >= this.settling);
	}

	/**
	 * What was measured.
	 * @return the mean of the logarithms of the times
	 */
	double value() {
		return this.mean.value();
	}

	/**
	 * How long it has taken.
	 * @param now the time
	 * @return nanoseconds
	 */
	long duration(long now) {
		return now - this.began;
	}

}
