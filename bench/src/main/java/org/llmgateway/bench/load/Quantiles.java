package org.llmgateway.bench.load;

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

	private static final double NANOS_PER_MILLI = 1e6;

	static @Nullable Quantiles of(Histogram nanos) {
		if (nanos.getTotalCount() == 0) {
			return null;
		}
		return new Quantiles(nanos.getTotalCount(), nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
				nanos.getValueAtPercentile(90) / NANOS_PER_MILLI, nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
				nanos.getMaxValue() / NANOS_PER_MILLI);
	}

}
