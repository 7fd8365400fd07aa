package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.LoadSpec;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.report.CellAccount;
import org.llmgateway.bench.report.CellResult;
import org.llmgateway.bench.report.Column;
import org.llmgateway.bench.report.TextTable;

/**
 * Measures a fleet field by field: warms each gateway, then takes windows in turn.
 */
final class Bench {

	private static final int WARM_WINDOW_MILLIS = 1000;

	/**
	 * What is left to warm when a gateway first speaks another protocol, as a part of the
	 * first warm-up.
	 */
	private static final int NEW_PROTOCOL = 4;

	/** The same before any other field. */
	private static final int LATER = 8;

	/** Windows without progress that end the first warm-up. */
	private static final int PATIENCE = 6;

	private static final int LATER_PATIENCE = 2;

	private final Settings settings;

	private final Pinning pinning;

	private final Fleet fleet;

	private final LoadGenerator load;

	private final Calibration calibration;

	private final PrintWriter out;

	private final long startedAt = System.nanoTime();

	private final Set<String> warmed = new HashSet<>();

	Bench(Settings settings, Pinning pinning, Fleet fleet, PrintWriter out) throws IOException, InterruptedException {
		this.settings = settings;
		this.pinning = pinning;
		this.fleet = fleet;
		this.out = out;
		this.load = fleet.loadGenerator();
		Subject mock = fleet.subjects(new Cell(Protocol.H1, settings.workloads().iterator().next())).get(0);
		this.calibration = new Calibration(mock.url(Protocol.H1), settings.workloads());
	}

	/**
	 * Measures everything and prints each field when it is done.
	 * @return the fields
	 * @throws IOException if the load generator is gone
	 * @throws InterruptedException if interrupted
	 */
	List<CellResult> run() throws IOException, InterruptedException {
		List<CellResult> results = new ArrayList<>();
		for (Cell cell : this.settings.cells()) {
			CellResult result = measure(cell);
			results.add(result);
			this.out.println();
			this.out.println(TextTable.render(result, true));
			this.out.println();
			this.out.flush();
		}
		return results;
	}

	private CellResult measure(Cell cell) throws IOException, InterruptedException {
		List<Subject> subjects = this.fleet.subjects(cell);
		CellAccount account = new CellAccount(cell.protocol(), cell.workload(), this.fleet.concurrency(cell.workload()),
				this.pinning.otherCores());
		for (Subject subject : subjects) {
			warm(cell, subject, account);
		}
		List<Subject> turn = new ArrayList<>(subjects);
		int rounds = this.settings.rounds(cell);
		for (int round = 1; round <= rounds; round++) {
			StringBuilder line = new StringBuilder();
			for (Subject subject : turn) {
				LoadResult window = window(cell, subject, this.settings.windowMillis());
				account.add(subject.id(), spoken(cell, subject), window, true);
				line.append("  ").append(subject.id()).append(' ').append(summary(cell, window));
			}
			progress(cell, "round " + round + "/" + rounds + line);
			// Whoever came last comes first in the next round.
			Collections.reverse(turn);
		}
		return account.result().inOrder(subjects.stream().map(Subject::id).toList());
	}

	private void warm(Cell cell, Subject subject, CellAccount account) throws IOException, InterruptedException {
		boolean paced = cell.workload().paceTotalMillis() > 0;
		boolean first = this.warmed.add(subject.id());
		if (!first && paced) {
			// The unpaced stream before it has warmed the same code.
			return;
		}
		boolean newProtocol = this.warmed.add(subject.id() + " " + spoken(cell, subject));
		if (!this.warmed.add(subject.id() + " " + spoken(cell, subject) + " " + cell.workload())) {
			// Stock stands in for HTTP/3 with HTTP/2, which it has done before.
			return;
		}
		WarmUp warmUp = warmUp(subject, first, newProtocol);
		// The compiler may use the other cores, or the gateway's own would be its only
		// one.
		this.pinning.widen(subject);
		boolean more = true;
		while (more) {
			LoadResult window = window(cell, subject, Math.min(WARM_WINDOW_MILLIS, this.settings.windowMillis()));
			account.add(subject.id(), spoken(cell, subject), window, false);
			more = warmUp.goesOn(window);
		}
		this.pinning.narrow(subject);
		progress(cell, String.format(Locale.ROOT, "warmed %s for %.0f s%s", subject.id(), warmUp.seconds(),
				subject.isGateway() ? ", now " + Column.CPU.format(warmUp.cost()) + " us/request" : ""));
	}

	private WarmUp warmUp(Subject subject, boolean first, boolean newProtocol) {
		double cap = this.settings.warmUpMillis() / 1000.0;
		if (!subject.isGateway()) {
			return new WarmUp(1, 1);
		}
		if (first) {
			return new WarmUp(cap, PATIENCE);
		}
		return newProtocol ? new WarmUp(cap / NEW_PROTOCOL, PATIENCE) : new WarmUp(cap / LATER, LATER_PATIENCE);
	}

	private LoadResult window(Cell cell, Subject subject, int millis) throws IOException, InterruptedException {
		Protocol protocol = spoken(cell, subject);
		LoadSpec spec = LoadSpec.of(protocol, subject.url(protocol), cell.workload(), millis)
			.withConcurrency(this.fleet.concurrency(cell.workload()))
			.withPids(this.fleet.watched(subject));
		return this.load.run(this.calibration.apply(cell.workload(), spec));
	}

	private static Protocol spoken(Cell cell, Subject subject) {
		return Objects.requireNonNull(subject.speaks(cell.protocol()));
	}

	private static String summary(Cell cell, LoadResult window) {
		Column column = (cell.workload().paceTotalMillis() > 0) ? Column.FIRST_TOKEN_P50 : Column.REQUESTS;
		return column.format(column.of(window)) + ((window.errors() > 0) ? " (" + window.errors() + " errors)" : "");
	}

	private void progress(Cell cell, String text) {
		long seconds = (System.nanoTime() - this.startedAt) / 1_000_000_000;
		this.out.printf(Locale.ROOT, "[%4d s] %-10s %s%n", seconds, cell, text);
		this.out.flush();
	}

}
