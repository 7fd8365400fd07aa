package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

import org.llmgateway.bench.load.HeldConnections;
import org.llmgateway.bench.load.HeldConnectionsMain.Action;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.report.ConnectionsTable;
import org.llmgateway.bench.report.Verdict;

/**
 * Measures paced streams and the gateway's memory without held connections, with idle
 * ones, and with such as send a head byte by byte beside them.
 */
final class ConnectionsRun {

	private static final double SECONDS = 8;

	/** Windows of each state. */
	private static final int WINDOWS = 3;

	private static final double WARM_UP_SECONDS = 20;

	private static final int PATIENCE = 6;

	private static final int WAIT_MILLIS = 500;

	/** How often it is looked whether all connections are open. */
	private static final int LOOKS = 60;

	/** One that the gateway has closed is opened again after a second. */
	private static final double HELD = 0.99;

	private final PairOptions options;

	private final int idle;

	private final int slowloris;

	private final List<String> jvm;

	private final PrintWriter out;

	private final Pinning pinning;

	private final ConnectionsTable table = new ConnectionsTable();

	private final Map<String, Long> errors = new LinkedHashMap<>();

	ConnectionsRun(PairOptions options, int idle, int slowloris, String heap, String direct, PrintWriter out) {
		this.options = options;
		this.idle = idle;
		this.slowloris = slowloris;
		this.jvm = GatewayMemory.touchedAtOnce(heap, direct);
		this.out = out;
		this.pinning = options.pinning();
	}

	/**
	 * Runs.
	 * @return the exit code: 0, or 1 if there were errors or, if strict, a missed target
	 * @throws IOException if a process or a file fails
	 * @throws InterruptedException if interrupted
	 */
	int call() throws IOException, InterruptedException {
		this.options.heading(this.out, this.pinning, "gateway    " + String.join(" ", this.jvm));
		Path logs = this.options.out().resolve("logs").resolve("connections");
		try (Processes processes = new Processes(this.pinning, logs)) {
			ConnectionsRig rig = new ConnectionsRig(processes, this.options, this.jvm);
			warm(rig);
			this.out.println(ConnectionsTable.heading());
			state(rig, "without", 0);
			rig.open(Action.OPEN_IDLE, this.idle);
			settle(rig, HeldConnections.Count::idle, this.idle);
			state(rig, this.idle + " idle", this.idle);
			rig.open(Action.OPEN_DRIPPING, this.slowloris);
			settle(rig, HeldConnections.Count::dripping, this.slowloris);
			state(rig, "+ " + this.slowloris + " slowloris", this.slowloris);
			return report(rig.count());
		}
	}

	private void warm(ConnectionsRig rig) throws IOException, InterruptedException {
		Subject subject = new Subject("connections", rig.gateway(), Map.of());
		this.pinning.widen(subject);
		WarmUp warmUp = new WarmUp(this.options.warmUpSeconds(WARM_UP_SECONDS), PATIENCE);
		boolean more = true;
		while (more) {
			more = warmUp.goesOn(rig.window(this.options.windowMillis(1)));
		}
		this.pinning.narrow(subject);
	}

	private void settle(ConnectionsRig rig, ToIntFunction<HeldConnections.Count> open, int wanted)
			throws IOException, InterruptedException {
		for (int look = 0; look < LOOKS && open.applyAsInt(rig.count()) < wanted; look++) {
			rig.window(WAIT_MILLIS);
		}
	}

	private void state(ConnectionsRig rig, String name, int connections) throws IOException, InterruptedException {
		List<LoadResult> windows = new ArrayList<>();
		for (int window = 0; window < this.options.pairs(WINDOWS); window++) {
			LoadResult result = rig.window(this.options.windowMillis(SECONDS));
			result.errorKinds().forEach((kind, count) -> this.errors.merge(name + ": " + kind, count, Long::sum));
			windows.add(result);
		}
		this.out.println(this.table.add(name, connections, windows, rig.memory()));
		this.out.flush();
	}

	private int report(HeldConnections.Count count) throws IOException {
		this.out.printf(Locale.ROOT,
				"%nheld at the end: %d idle, %d slowloris; %d were closed by the gateway and opened"
						+ " again, %d could not be opened%n%n",
				count.idle(), count.dripping(), count.closed(), count.failed());
		long failed = this.errors.values().stream().mapToLong(Long::longValue).sum();
		double held = (double) count.idle() / this.idle;
		List<Verdict> verdicts = List
			.of(new Verdict("requests of others that failed: none", (double) failed, failed == 0, null), new Verdict(
					String.format(Locale.ROOT, "share of %d idle connections that are held >= %.2f", this.idle, HELD),
					held, held >= HELD, null));
		this.out.println("Targets" + (this.options.quick() ? " (after a quick run they say nothing)" : ""));
		verdicts.forEach((verdict) -> this.out.println("  " + verdict.line()));
		this.errors.forEach((kind, number) -> this.out.println("  errors: " + number + " x " + kind));
		Path file = this.options.out().resolve("connections.json");
		Files.writeString(file,
				BenchRun.json(Map.of("states", this.table.states(), "held", count, "verdicts", verdicts)));
		this.out.println("Written: " + file);
		this.out.flush();
		boolean met = verdicts.stream().allMatch(Verdict::met);
		return (failed > 0 || (this.options.strict() && !met)) ? 1 : 0;
	}

}
