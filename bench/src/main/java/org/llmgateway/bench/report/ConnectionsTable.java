package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.Quantiles;
import org.llmgateway.bench.report.MemorySeries.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Others' times and the gateway's memory, state by state: without held connections first,
 * then with idle ones, then with such as send a head byte by byte too.
 */
public final class ConnectionsTable {

	private static final double MEGABYTE = 1024 * 1024;

	private static final double KILOBYTE = 1024;

	private final List<State> states = new ArrayList<>();

	/**
	 * Adds a state.
	 * @param name its name
	 * @param connections held connections that were added for it
	 * @param windows the windows of ordinary callers
	 * @param memory the gateway's memory after them, with its garbage collected
	 * @return a line on it
	 */
	public String add(String name, int connections, List<LoadResult> windows, Sample memory) {
		State before = this.states.isEmpty() ? null : this.states.get(this.states.size() - 1);
		State state = new State(name, connections, median(windows, LoadResult::firstToken, Quantiles::p50),
				median(windows, LoadResult::firstToken, Quantiles::p99),
				median(windows, LoadResult::gap, Quantiles::p99), median(windows, LoadResult::latency, Quantiles::p50),
				median(windows, LoadResult::latency, Quantiles::p99), memory,
				each(before, memory, connections, Sample::rss), each(before, memory, connections, Sample::heap),
				each(before, memory, connections, Sample::direct));
		this.states.add(state);
		return line(state);
	}

	private static @Nullable Double median(List<LoadResult> windows, Function<LoadResult, @Nullable Quantiles> times,
			Function<Quantiles, Double> percentile) {
		List<Double> values = new ArrayList<>();
		for (LoadResult window : windows) {
			Quantiles quantiles = times.apply(window);
			if (quantiles != null) {
				values.add(percentile.apply(quantiles));
			}
		}
		return Statistics.median(values);
	}

	private static @Nullable Double each(@Nullable State before, Sample memory, int connections,
			Function<Sample, Double> figure) {
		return (before == null || connections == 0) ? null
				: (figure.apply(memory) - figure.apply(before.memory())) / connections / KILOBYTE;
	}

	public List<State> states() {
		return this.states;
	}

	/**
	 * What the columns are called.
	 * @return a line
	 */
	public static String heading() {
		return String.format(Locale.ROOT, "%-18s %8s %8s %8s %8s %8s %8s %8s %8s  %s", "", "ttft p50", "ttft p99",
				"gap p99", "p50 ms", "p99 ms", "RSS MB", "heap MB", "direct", "KB each of RSS, heap, direct");
	}

	private static String line(State state) {
		return String.format(Locale.ROOT, "%-18s %8s %8s %8s %8s %8s %8.1f %8.1f %8.1f  %s", state.name(),
				figure(state.firstP50()), figure(state.firstP99()), figure(state.gapP99()), figure(state.p50()),
				figure(state.p99()), state.memory().rss() / MEGABYTE, state.memory().heap() / MEGABYTE,
				state.memory().direct() / MEGABYTE, (state.rssEach() == null) ? "" : figure(state.rssEach()) + ", "
						+ figure(state.heapEach()) + ", " + figure(state.directEach()));
	}

	private static String figure(@Nullable Double value) {
		return (value == null) ? "-" : String.format(Locale.ROOT, "%.1f", value);
	}

	/**
	 * What was seen in one state: medians of its windows in milliseconds.
	 *
	 * @param name its name
	 * @param connections held connections that were added for it
	 * @param firstP50 until the first token
	 * @param firstP99 the same, 99th percentile
	 * @param gapP99 between events
	 * @param p50 until the end
	 * @param p99 the same, 99th percentile
	 * @param memory the gateway's memory
	 * @param rssEach resident memory of each added connection, in KB; null if there was
	 * none
	 * @param heapEach the same of the heap
	 * @param directEach the same of memory outside the heap
	 */
	public record State(String name, int connections, @Nullable Double firstP50, @Nullable Double firstP99,
			@Nullable Double gapP99, @Nullable Double p50, @Nullable Double p99, Sample memory,
			@Nullable Double rssEach, @Nullable Double heapEach, @Nullable Double directEach) {

	}

}
