package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * The time between events that others see, with slow readers beside them as a share of
 * that without, pair by pair.
 */
public final class GapRatios {

	private static final double LIMIT = 1.5;

	private final List<Pair> pairs = new ArrayList<>();

	/**
	 * Adds a pair; one without events is left out.
	 * @param with the window with slow readers
	 * @param without the window without them
	 * @return a few words on it
	 */
	public String add(LoadResult with, LoadResult without) {
		Quantiles slow = with.gap();
		Quantiles alone = without.gap();
		if (slow == null || alone == null) {
			return "no events";
		}
		Pair pair = new Pair(alone.p90(), slow.p90(), alone.p99(), slow.p99());
		this.pairs.add(pair);
		return String.format(Locale.ROOT, "gap p90 %.2f -> %.2f ms, p99 %.2f -> %.2f ms", pair.p90Without(),
				pair.p90With(), pair.p99Without(), pair.p99With());
	}

	public List<Pair> pairs() {
		return this.pairs;
	}

	/**
	 * Whether others are held up.
	 * @return a verdict on the 90th and one on the 99th percentile
	 */
	public List<Verdict> verdicts() {
		return List.of(verdict("p90", this.pairs.stream().map((pair) -> pair.p90With() / pair.p90Without()).toList()),
				verdict("p99", this.pairs.stream().map((pair) -> pair.p99With() / pair.p99Without()).toList()));
	}

	private static Verdict verdict(String name, List<Double> ratios) {
		Double median = Statistics.median(ratios);
		String target = String.format(Locale.ROOT,
				"gap %s of others, with slow readers / without, median of %d pairs <= %.1f", name, ratios.size(),
				LIMIT);
		return new Verdict(target, median, median != null && median <= LIMIT, range(ratios));
	}

	private static @Nullable String range(List<Double> ratios) {
		return ratios.isEmpty() ? null : String.format(Locale.ROOT, "from %.2f to %.2f",
				ratios.stream().min(Double::compare).orElseThrow(), ratios.stream().max(Double::compare).orElseThrow());
	}

	/**
	 * One pair, in milliseconds.
	 *
	 * @param p90Without 90th percentile without slow readers
	 * @param p90With the same with them
	 * @param p99Without 99th percentile without slow readers
	 * @param p99With the same with them
	 */
	public record Pair(double p90Without, double p90With, double p99Without, double p99With) {

	}

}
