package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the windows of one field of the matrix and makes rows of them.
 */
public final class CellAccount {

	/** How much faster than a gateway the mock must be for the gateway to be measured. */
	private static final double MOCK_HEADROOM = 1.5;

	private static final double SATURATED = 0.95;

	/** By how much CPU per request may fall from the first round to the last. */
	private static final double WARM = 0.8;

	/** How much of a core other programs may use before figures are in doubt. */
	private static final double OTHERS = 0.25;

	private final Protocol protocol;

	private final Workload workload;

	private final int concurrency;

	private final int otherCores;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	/**
	 * Opens the account.
	 * @param protocol the protocol
	 * @param workload the workload
	 * @param concurrency the number of requests at once
	 * @param otherCores the number of cores that mock and load generator share
	 */
	public CellAccount(Protocol protocol, Workload workload, int concurrency, int otherCores) {
		this.protocol = protocol;
		this.workload = workload;
		this.concurrency = concurrency;
		this.otherCores = otherCores;
	}

	/**
	 * Adds a window.
	 * @param subject the short name of what was measured
	 * @param spoken the protocol it was asked by
	 * @param window what was seen; its processes are the gateway, if any, and the mock
	 * @param counts whether it is a round, and not only warm-up, of which only errors are
	 * kept
	 */
	public void add(String subject, Protocol spoken, LoadResult window, boolean counts) {
		Entry entry = this.entries.computeIfAbsent(subject, (name) -> new Entry(spoken));
		window.errorKinds().forEach((kind, count) -> {
			// A gateway that is not warm may need longer than a window for its first
			// answers.
			if (counts || !kind.equals(LoadResult.NO_ANSWER)) {
				entry.errors.merge(kind, count, Long::sum);
			}
		});
		if (counts) {
			entry.windows.add(window);
		}
	}

	/**
	 * The rows so far.
	 * @return the result
	 */
	public CellResult result() {
		List<Row> rows = new ArrayList<>();
		this.entries.forEach((subject, entry) -> rows.add(row(subject, entry)));
		return new CellResult(this.protocol, this.workload, this.concurrency, rows);
	}

	private Row row(String subject, Entry entry) {
		List<LoadResult> mock = windows("none");
		Double added = subject.equals("none") ? null
				: Statistics.paired(Column.FIRST_TOKEN_P50, entry.windows, mock, (value, base) -> value - base);
		return new Row(subject, entry.spoken, Statistics.medians(entry.windows),
				Statistics.ratios(entry.windows, subject.equals("none") ? List.of() : mock),
				Statistics.ratios(entry.windows, subject.equals("stock") ? List.of() : windows("stock")),
				Statistics.ratios(entry.windows, subject.equals("stock=") ? List.of() : windows("stock=")), added,
				entry.errors.values().stream().mapToLong(Long::longValue).sum(), entry.errors, marks(subject, entry));
	}

	private List<LoadResult> windows(String subject) {
		Entry entry = this.entries.get(subject);
		return (entry != null) ? entry.windows : List.of();
	}

	private List<String> marks(String subject, Entry entry) {
		List<String> marks = new ArrayList<>();
		Double others = median(entry, (window) -> window.otherCpuSeconds() / window.seconds());
		if (others != null && others > OTHERS) {
			marks.add("other programs used " + percent(others) + " of a core");
		}
		if (subject.equals("none")) {
			return marks;
		}
		String falling = falling(entry);
		if (falling != null) {
			marks.add(falling);
		}
		Double headroom = Statistics.paired(Column.REQUESTS, windows("none"), entry.windows, (mock, own) -> mock / own);
		if (headroom != null && headroom < MOCK_HEADROOM && this.workload.paceTotalMillis() == 0) {
			marks.add("the mock itself is only " + Math.round(headroom * 100) / 100.0 + " times as fast");
		}
		Double share = median(entry, this::busy);
		if (share != null && share > SATURATED) {
			marks.add("load generator and mock are saturated (" + percent(share) + ")");
		}
		return marks;
	}

	/**
	 * The compiler had not finished.
	 */
	private static @Nullable String falling(Entry entry) {
		if (entry.windows.size() < 2) {
			return null;
		}
		Double first = Column.CPU.of(entry.windows.get(0));
		Double last = Column.CPU.of(entry.windows.get(entry.windows.size() - 1));
		return (first != null && last != null && last < first * WARM)
				? "not warm: CPU per request fell from " + Math.round(first) + " to " + Math.round(last) + " us" : null;
	}

	private static @Nullable Double median(Entry entry, ToDoubleFunction<LoadResult> figure) {
		return Statistics.median(entry.windows.stream().mapToDouble(figure).boxed().toList());
	}

	private static String percent(double share) {
		return Math.round(share * 100) + " %";
	}

	/**
	 * How busy the load side is: its one thread, or the cores that it shares with the
	 * mock.
	 */
	private double busy(LoadResult window) {
		double cpu = Math.max(0, window.loadCpuSeconds());
		double mock = 0;
		// The first process is the gateway.
		for (int i = 1; i < window.processes().size(); i++) {
			mock += Math.max(0, window.processes().get(i).cpuSeconds());
		}
		return Math.max(cpu, (cpu + mock) / this.otherCores) / window.seconds();
	}

	private static final class Entry {

		private final Protocol spoken;

		private final List<LoadResult> windows = new ArrayList<>();

		private final Map<String, Long> errors = new TreeMap<>();

		Entry(Protocol spoken) {
			this.spoken = spoken;
		}

	}

}
