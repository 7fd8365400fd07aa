package org.llmgateway.bench.load;

import java.util.Collection;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a histogram of durations, in milliseconds.
 *
 * @param count the number of values
 * @param p50 the median
 * @param p90 the 90th percentile
 * @param p99 the 99th percentile
 * @param max the largest value
 */
public record Quantiles(long count, double p50, double p90, double p99, double max) {

	private static final int DIGITS = 3;

	private static final double NANOS_PER_MILLI = 1e6;

	/**
	 * Makes a histogram of durations.
	 * @param millis the durations, in milliseconds
	 * @return what is kept of it, or null if there are none
	 */
	public static @Nullable Quantiles of(Collection<Double> millis) {
		Histogram nanos = new Histogram(DIGITS);
		for (double duration : millis) {
			nanos.recordValue(Math.max(0, (long) (duration * NANOS_PER_MILLI)));
		}
		return of(nanos);
	}

	static @Nullable Quantiles of(Histogram nanos) {
		if (nanos.getTotalCount() == 0) {
			return null;
		}
		return new Quantiles(nanos.getTotalCount(), nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
				nanos.getValueAtPercentile(90) / NANOS_PER_MILLI, nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
				nanos.getMaxValue() / NANOS_PER_MILLI);
	}

}
