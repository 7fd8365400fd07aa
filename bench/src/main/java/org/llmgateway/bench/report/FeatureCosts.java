package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.Workload;
import org.jspecify.annotations.Nullable;

/**
 * What features cost in one workload: CPU time of the gateway per request with a feature,
 * its compiler's left out, as a share of that without any, pair by pair.
 */
public final class FeatureCosts {

	private static final double LIMIT = 1.10;

	private static final double OTHERS = 0.25;

	private final Workload workload;

	private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

	private final Map<String, List<Double>> costs = new LinkedHashMap<>();

	private final List<Double> others = new ArrayList<>();

	/**
	 * Begins without pairs.
	 * @param workload the workload
	 */
	public FeatureCosts(Workload workload) {
		this.workload = workload;
	}

	/**
	 * Adds a pair; one without CPU times is left out.
	 * @param label what was switched
	 * @param on the window with it
	 * @param off the window without it
	 */
	public void add(String label, LoadResult on, LoadResult off) {
		Double with = cost(on);
		Double without = cost(off);
		this.others.add((on.otherCpuSeconds() + off.otherCpuSeconds()) / (on.seconds() + off.seconds()));
		if (with != null && without != null && without > 0) {
			this.ratios.computeIfAbsent(label, (key) -> new ArrayList<>()).add(with / without);
			this.costs.computeIfAbsent(label, (key) -> new ArrayList<>()).add(with);
		}
	}

	/**
	 * What a request costs when all is compiled: the compiler goes on for minutes under a
	 * light load, and which window it meets is chance.
	 */
	private static @Nullable Double cost(LoadResult window) {
		Double cpu = Column.CPU.of(window);
		return (cpu != null) ? cpu * (1 - window.processes().get(0).compilerShare()) : null;
	}

	/**
	 * The latest ratio.
	 * @param label what was switched
	 * @return a few words for a line of progress
	 */
	public String latest(String label) {
		List<Double> values = this.ratios.getOrDefault(label, List.of());
		return label + " " + (values.isEmpty() ? "-" : number(values.get(values.size() - 1)));
	}

	/**
	 * All of it.
	 * @param labels the order of the rows
	 * @return one row for each label that has pairs
	 */
	public List<Row> rows(List<String> labels) {
		List<Row> rows = new ArrayList<>();
		for (String label : labels) {
			List<Double> values = this.ratios.get(label);
			if (values != null) {
				rows.add(new Row(this.workload, label, Statistics.median(this.costs.getOrDefault(label, List.of())),
						PairedRatio.of(values)));
			}
		}
		return rows;
	}

	/**
	 * The rows as text.
	 * @param labels the order of the rows
	 * @return a table
	 */
	public String table(List<String> labels) {
		StringBuilder table = new StringBuilder(
				line(this.workload.label(), "CPU us/request", "pairs", "median ratio", "upper 95 % bound"));
		for (Row row : rows(labels)) {
			PairedRatio ratio = row.ratio();
			table.append(line(row.feature(), Column.CPU.format(row.cost()), Integer.toString(ratio.pairs()),
					number(ratio.median()), number(ratio.upper())));
		}
		Double busy = Statistics.median(this.others);
		if (busy != null && busy > OTHERS) {
			table.append(String.format(Locale.ROOT, "  other programs used %.0f %% of a core%n", 100 * busy));
		}
		return table.toString();
	}

	/**
	 * Whether the features are cheap enough.
	 * @param label what was switched
	 * @return the verdict on its upper bound
	 */
	public Verdict verdict(String label) {
		List<Double> values = this.ratios.get(label);
		Double upper = (values != null) ? PairedRatio.of(values).upper() : null;
		String target = String.format(Locale.ROOT, "%s, %s: upper 95 %% bound of CPU with / without <= %.2f",
				this.workload, label, LIMIT);
		return new Verdict(target, upper, upper != null && upper <= LIMIT, null);
	}

	private static String line(String label, String cost, String pairs, String median, String upper) {
		return String.format(Locale.ROOT, "%-14s %16s %7s %14s %18s%n", label, cost, pairs, median, upper);
	}

	private static String number(@Nullable Double ratio) {
		return (ratio != null) ? String.format(Locale.ROOT, "%.3f", ratio) : "-";
	}

	/**
	 * What one feature costs.
	 *
	 * @param workload the workload
	 * @param feature what was switched
	 * @param cost the median CPU time per request with it, in microseconds
	 * @param ratio with it as a share of without any
	 */
	public record Row(Workload workload, String feature, @Nullable Double cost, PairedRatio ratio) {

	}

}
