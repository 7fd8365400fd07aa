package org.llmgateway.upstream;

/**
 * A moving average of times that believes a rise at once and a fall slowly.
 *
 * <p>
 * After Finagle's {@code PeakEwma} load metric, which Linkerd's proxy uses too: a time
 * {@code t} above the average {@code a} becomes the average; one below it becomes
 * {@code a·w + t·(1 - w)} with {@code w = e^(-age/decay)}, where {@code age} is the time
 * since the last one. What has not been measured for a while is no longer known, so what
 * is read falls as well: to {@code guess + (a - guess)·w}, where Finagle lets it fall to
 * 0. All times are nanoseconds.
 */
final class PeakEwma {

	private final double decay;

	/** 0 until there is a first time. */
	private volatile double average;

	private volatile long measuredAt;

	/**
	 * Creates an average without a measure.
	 * @param decay after how long a measure counts for 1/e of what it did, above 0
	 */
	PeakEwma(long decay) {
		this.decay = decay;
	}

	synchronized void observe(long time, long now) {
		double before = this.average;
		double measured = Math.max(1, time);
		if (measured < before) {
			double weight = weight(now);
			measured = before * weight + measured * (1 - weight);
		}
		this.average = measured;
		this.measuredAt = now;
	}

	/**
	 * The average as of the last measure.
	 * @return nanoseconds, or 0 if there is none
	 */
	double average() {
		return this.average;
	}

	/**
	 * The average as of now. A measure that is made meanwhile may count in part.
	 * @param guess what to take it for where it is not known; never raises it
	 * @param now the time
	 * @return nanoseconds
	 */
	double read(double guess, long now) {
		double known = this.average;
		if (known == 0) {
			return guess;
		}
		return (known <= guess) ? known : guess + (known - guess) * weight(now);
	}

	private double weight(long now) {
		return Math.exp(-Math.max(0, now - this.measuredAt) / this.decay);
	}

}
