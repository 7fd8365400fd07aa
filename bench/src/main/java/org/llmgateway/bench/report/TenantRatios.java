package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * How long tenants wait beside one that asks for a hundred times its share, as a share of
 * how long they wait without it, pair by pair.
 */
public final class TenantRatios {

	private static final double LIMIT = 1.5;

	private static final double ALL = 0.99;

	private final List<Pair> pairs = new ArrayList<>();

	/**
	 * Adds a pair; one without answers is left out.
	 * @param with what became of the tenants' requests beside the greedy one
	 * @param without the same without it
	 * @return a few words on it
	 */
	public String add(List<Arrival> with, List<Arrival> without) {
		Quantiles first = first(without);
		Quantiles total = total(without);
		Quantiles firstWith = first(with);
		Quantiles totalWith = total(with);
		if (first == null || total == null || firstWith == null || totalWith == null) {
			return "no answers";
		}
		Pair pair = new Pair(first, firstWith, total, totalWith, share(without), share(with));
		this.pairs.add(pair);
		return String.format(Locale.ROOT,
				"first token p90 %.0f -> %.0f, p99 %.0f -> %.0f ms, total p90 %.0f -> %.0f, p99 %.0f -> %.0f ms,"
						+ " answered %.1f -> %.1f %%",
				first.p90(), firstWith.p90(), first.p99(), firstWith.p99(), total.p90(), totalWith.p90(), total.p99(),
				totalWith.p99(), 100 * pair.share(), 100 * pair.shareWith());
	}

	private static @Nullable Quantiles first(List<Arrival> arrivals) {
		return Quantiles.of(arrivals.stream().filter(TenantRatios::done).map(Arrival::firstMillis).toList());
	}

	private static @Nullable Quantiles total(List<Arrival> arrivals) {
		return Quantiles.of(arrivals.stream().filter(TenantRatios::done).map(Arrival::millis).toList());
	}

	private static double share(List<Arrival> arrivals) {
		return (double) arrivals.stream().filter(TenantRatios::done).count() / arrivals.size();
	}

	private static boolean done(Arrival arrival) {
		return arrival.kind().equals(Arrival.DONE);
	}

	public List<Pair> pairs() {
		return this.pairs;
	}

	/**
	 * Whether the others are held up.
	 * @return a verdict for each percentile, and one on the requests that got no answer
	 */
	public List<Verdict> verdicts() {
		List<Verdict> verdicts = new ArrayList<>();
		verdicts.add(verdict("first token p90", (pair) -> pair.firstWith().p90() / pair.first().p90()));
		verdicts.add(verdict("first token p99", (pair) -> pair.firstWith().p99() / pair.first().p99()));
		verdicts.add(verdict("total p90", (pair) -> pair.totalWith().p90() / pair.total().p90()));
		verdicts.add(verdict("total p99", (pair) -> pair.totalWith().p99() / pair.total().p99()));
		Double share = Statistics.median(this.pairs.stream().map(Pair::shareWith).toList());
		verdicts.add(new Verdict(
				String.format(Locale.ROOT, "share of the others' requests that were answered, median >= %.2f", ALL),
				share, share != null && share >= ALL, null));
		return verdicts;
	}

	private Verdict verdict(String name, ToDoubleFunction<Pair> ratio) {
		List<Double> ratios = this.pairs.stream().mapToDouble(ratio).boxed().toList();
		Double median = Statistics.median(ratios);
		String target = String.format(Locale.ROOT,
				"%s of others, beside the greedy one / without, median of %d pairs <= %.1f", name, ratios.size(),
				LIMIT);
		String range = ratios.isEmpty() ? null : String.format(Locale.ROOT, "from %.2f to %.2f",
				ratios.stream().min(Double::compare).orElseThrow(), ratios.stream().max(Double::compare).orElseThrow());
		return new Verdict(target, median, median != null && median <= LIMIT, range);
	}

	/**
	 * One pair, in milliseconds from when a request was due.
	 *
	 * @param first until the first token, without the greedy one
	 * @param firstWith the same beside it
	 * @param total until the end, without the greedy one
	 * @param totalWith the same beside it
	 * @param share share of the requests that were answered, without the greedy one
	 * @param shareWith the same beside it
	 */
	public record Pair(Quantiles first, Quantiles firstWith, Quantiles total, Quantiles totalWith, double share,
			double shareWith) {

	}

}
