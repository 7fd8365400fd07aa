package org.llmgateway.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of commands that compare windows in pairs.
 */
final class PairOptions {

	private static final double QUICK_SECONDS = 1.5;

	private static final double QUICK_WARM_UP_SECONDS = 2;

	@Option(names = "--seconds", description = "Length of a window.")
	private double seconds;

	@Option(names = "--pairs", description = "Number of pairs of windows.")
	private int pairs;

	@Option(names = "--warm-up", description = "How many seconds the gateway is warmed at most.")
	private double warmUp = -1;

	@Option(names = "--connections", description = "Requests at once, in place of each workload's own number.")
	private int connections;

	@Option(names = "--quick",
			description = "Only shows that the command works, in a few seconds: its figures mean nothing.")
	private boolean quick;

	@Option(names = "--no-pin", description = "Leave the placing of processes on cores to the system.")
	private boolean unpinned;

	@Option(names = "--strict", description = "Fail when a target is missed, not only on errors.")
	private boolean strict;

	@Option(names = "--out", description = "Where results and logs go (default: target/bench).")
	private @Nullable Path out;

	@Option(names = "--mock-main", hidden = true)
	private String mockMain = "org.llmgateway.test.MockLlmMain";

	int windowMillis(double otherwise) {
		return (int) (1000 * ((this.seconds > 0) ? this.seconds : this.quick ? QUICK_SECONDS : otherwise));
	}

	int pairs(int otherwise) {
		return (this.pairs > 0) ? this.pairs : this.quick ? 1 : otherwise;
	}

	double warmUpSeconds(double otherwise) {
		return (this.warmUp >= 0) ? this.warmUp : this.quick ? QUICK_WARM_UP_SECONDS : otherwise;
	}

	int connections(int otherwise) {
		return (this.connections > 0) ? this.connections : otherwise;
	}

	boolean quick() {
		return this.quick;
	}

	boolean strict() {
		return this.strict;
	}

	Pinning pinning() {
		return this.unpinned ? Pinning.none() : Pinning.detect();
	}

	Path out() {
		return (this.out != null) ? this.out : RunOptions.defaultOut();
	}

	String mockMain() {
		return this.mockMain;
	}

	/**
	 * Prints what stands before the figures: where they come from and what they are
	 * worth.
	 * @param out where to
	 * @param pinning how processes are placed
	 * @param lines what else the run is told by
	 */
	void heading(PrintWriter out, Pinning pinning, String... lines) {
		BenchRun.machine(pinning).forEach((key, value) -> out.printf("%-10s %s%n", key, value));
		List.of(lines).forEach(out::println);
		out.println(this.quick ? "A quick run: the figures below mean nothing." : "");
		out.flush();
	}

}
