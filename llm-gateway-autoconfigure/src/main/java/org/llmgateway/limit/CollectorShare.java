package org.llmgateway.limit;

/**
 * The share of time that goes into collecting: the lower of a short and a long moving
 * average, so that it is high only when it has been high for a while and still is.
 *
 * <p>
 * An average {@code a} becomes {@code a·w + x·(1 - w)} with {@code w = e^(-t/T)}, where
 * {@code x} is the share in the last {@code t} and {@code T} is {@value #SHORT} or
 * {@value #LONG} seconds. One collection of two seconds lifts it to 0.18.
 */
final class CollectorShare {

	private static final double SHORT = 1.5;

	private static final double LONG = 10;

	private long collecting;

	private long at;

	private double quick;

	private double slow;

	/**
	 * Starts with nothing.
	 * @param collecting time spent collecting so far, in nanoseconds
	 * @param now the time, in nanoseconds
	 */
	CollectorShare(long collecting, long now) {
		this.collecting = collecting;
		this.at = now;
	}

	/**
	 * Goes on.
	 * @param collecting time spent collecting so far, in nanoseconds
	 * @param now the time, in nanoseconds
	 * @return the share, 0 to 1
	 */
	double read(long collecting, long now) {
		long passed = now - this.at;
		if (passed > 0) {
			double share = Math.max(0, Math.min(1, (double) (collecting - this.collecting) / passed));
			this.quick = average(this.quick, share, passed / 1e9 / SHORT);
			this.slow = average(this.slow, share, passed / 1e9 / LONG);
			this.collecting = collecting;
			this.at = now;
		}
		return Math.min(this.quick, this.slow);
	}

	private static double average(double before, double share, double age) {
		double weight = Math.exp(-age);
		return before * weight + share * (1 - weight);
	}

}
