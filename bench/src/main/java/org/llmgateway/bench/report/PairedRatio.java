package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The median of ratios of paired windows, with an upper confidence bound that assumes
 * nothing about how they are distributed: an order statistic, by the binomial
 * distribution of how many of them lie below the true median (Conover, <cite>Practical
 * Nonparametric Statistics</cite>, 3rd edition, section 3.2).
 *
 * @param pairs the number of pairs
 * @param median the median of the ratios
 * @param upper what the true median is not above, with a confidence of 95 % at least;
 * null for fewer than five pairs, which give no such bound
 */
public record PairedRatio(int pairs, double median, @Nullable Double upper) {

	private static final double CONFIDENCE = 0.95;

	/**
	 * Takes the ratios together.
	 * @param ratios one for each pair, at least one
	 * @return median and bound
	 */
	public static PairedRatio of(List<Double> ratios) {
		List<Double> sorted = new ArrayList<>(ratios);
		Collections.sort(sorted);
		Double median = Statistics.median(sorted);
		if (median == null) {
			throw new IllegalArgumentException("no pairs");
		}
		int rank = rank(sorted.size());
		return new PairedRatio(sorted.size(), median, (rank > sorted.size()) ? null : sorted.get(rank - 1));
	}

	/**
	 * The place of the bound among the sorted values: the smallest k for which at most k
	 * - 1 of n values lie below their median with the wanted confidence.
	 * @param n the number of values
	 * @return the place, from 1; n + 1 if there is none
	 */
	static int rank(int n) {
		double term = Math.pow(0.5, n);
		double below = 0;
		for (int k = 1; k <= n; k++) {
			below += term;
			if (below >= CONFIDENCE) {
				return k;
			}
			term = term * (n - k + 1) / k;
		}
		return n + 1;
	}

}
