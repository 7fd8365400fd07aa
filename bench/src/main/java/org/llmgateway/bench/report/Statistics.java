package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

import org.llmgateway.bench.load.LoadResult;
import org.jspecify.annotations.Nullable;

/**
 * Medians over rounds. A ratio is the median of the ratios within each round, so that
 * what disturbed a whole round cancels out.
 */
public final class Statistics {

	private Statistics() {
	}

	/**
	 * The median.
	 * @param values the values, in any order
	 * @return the middle one, or null if there is none
	 */
	public static @Nullable Double median(List<Double> values) {
		if (values.isEmpty()) {
			return null;
		}
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	static Map<Column, Double> medians(List<LoadResult> windows) {
		Map<Column, Double> medians = new EnumMap<>(Column.class);
		for (Column column : Column.values()) {
			List<Double> values = new ArrayList<>();
			for (LoadResult window : windows) {
				Double value = column.of(window);
				if (value != null) {
					values.add(value);
				}
			}
			Double median = median(values);
			if (median != null) {
				medians.put(column, median);
			}
		}
		return medians;
	}

	/**
	 * The medians of what sets one subject apart from another, round by round.
	 * @param windows the windows of the subject
	 * @param base those of the subject it is compared with, in the same order
	 * @return the ratios by column, without those that make no sense
	 */
	static Map<Column, Double> ratios(List<LoadResult> windows, List<LoadResult> base) {
		Map<Column, Double> ratios = new EnumMap<>(Column.class);
		for (Column column : Column.values()) {
			Double ratio = paired(column, windows, base, (value, other) -> value / other);
			if (ratio != null && Double.isFinite(ratio)) {
				ratios.put(column, ratio);
			}
		}
		return ratios;
	}

	static @Nullable Double paired(Column column, List<LoadResult> windows, List<LoadResult> base,
			DoubleBinaryOperator compare) {
		List<Double> values = new ArrayList<>();
		for (int i = 0; i < Math.min(windows.size(), base.size()); i++) {
			Double value = column.of(windows.get(i));
			Double other = column.of(base.get(i));
			if (value != null && other != null) {
				values.add(compare.applyAsDouble(value, other));
			}
		}
		return median(values);
	}

}
