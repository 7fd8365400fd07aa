package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.OpenSpec;
import org.llmgateway.bench.report.TenantRatios;
import org.llmgateway.bench.report.Verdict;

/**
 * Measures tenants in pairs of windows, without and with a greedy one beside them.
 */
final class FairnessRun {

	private static final double SECONDS = 10;

	private static final int PAIRS = 7;

	private static final double WARM_UP_SECONDS = 20;

	private static final double MILLIS = 1000;

	private final PairOptions options;

	private final FairnessPlan plan;

	private final List<String> properties;

	private final PrintWriter out;

	private final Pinning pinning;

	FairnessRun(PairOptions options, FairnessPlan plan, List<String> properties, PrintWriter out) {
		this.options = options;
		this.plan = plan;
		this.properties = properties;
		this.out = out;
		this.pinning = options.pinning();
	}

	/**
	 * Runs.
	 * @return the exit code: 0, or 1 if nothing was answered or, if strict, a target was
	 * missed
	 * @throws IOException if a process or a file fails
	 * @throws InterruptedException if interrupted
	 */
	int call() throws IOException, InterruptedException {
		this.options.heading(this.out, this.pinning,
				String.format(Locale.ROOT,
						"tenants    %d, a share is %.1f requests a second; each asks for %.2f of it, the greedy one"
								+ " for %.0f times as much",
						this.plan.tenants() + 1, this.plan.share(), this.plan.load(), this.plan.times()));
		Path logs = this.options.out().resolve("logs").resolve("fairness");
		try (Processes processes = new Processes(this.pinning, logs)) {
			OverloadRig rig = new OverloadRig(processes, this.pinning, this.options.mockMain(), this.plan.slots(),
					(port) -> processes.gateway("gateway", List.of(), arguments(port)));
			double warmUp = this.options.warmUpSeconds(WARM_UP_SECONDS);
			progress(String.format(Locale.ROOT, "warms up for %.0f s", warmUp));
			rig.warm(this.plan.warmUp(rig.port(), warmUp, logs.resolve("warm-up.json").toString()));
			OpenSpec load = this.plan.load(rig.port(), this.options.pairs(PAIRS),
					this.options.windowMillis(SECONDS) / MILLIS, logs.resolve("arrivals.json").toString());
			double seconds = load.phases().stream().mapToDouble(OpenSpec.Phase::millis).sum() / MILLIS;
			progress(String.format(Locale.ROOT, "measures for %.0f s", seconds));
			return report(load, rig.run(load, () -> {
			}));
		}
	}

	private List<String> arguments(int port) {
		List<String> args = OverloadRig.ours(port);
		args.add("--llm.gateway.limit.concurrency.mode=fixed");
		args.add("--llm.gateway.limit.concurrency.max=" + this.plan.slots());
		this.properties.forEach((property) -> args.add("--" + property));
		return args;
	}

	private void progress(String text) {
		this.out.println(text);
		this.out.flush();
	}

	private int report(OpenSpec load, List<Arrival> arrivals) throws IOException {
		TenantRatios ratios = new TenantRatios();
		List<OpenSpec.Phase> phases = load.phases();
		List<Integer> windows = new ArrayList<>();
		for (int i = 0; i < phases.size(); i++) {
			if (!phases.get(i).name().equals(FairnessPlan.SETTLE)) {
				windows.add(i);
			}
		}
		for (int i = 0; i < windows.size(); i += 2) {
			boolean withFirst = phases.get(windows.get(i)).name().equals(FairnessPlan.WITH);
			int with = windows.get(withFirst ? i : i + 1);
			int without = windows.get(withFirst ? i + 1 : i);
			this.out.printf("pair %d/%d  %s%n", i / 2 + 1, windows.size() / 2,
					ratios.add(others(arrivals, with), others(arrivals, without)));
		}
		Map<String, Long> greedy = kinds(arrivals, true, phases);
		Map<String, Long> others = kinds(arrivals, false, phases);
		this.out.printf("%nbeside each other: the greedy one's requests %s, the others' %s%n%n", greedy, others);
		List<Verdict> verdicts = ratios.verdicts();
		this.out.println("Targets" + (this.options.quick() ? " (after a quick run they say nothing)" : ""));
		verdicts.forEach((verdict) -> this.out.println("  " + verdict.line()));
		Path file = this.options.out().resolve("fairness.json");
		Files.writeString(file, BenchRun
			.json(Map.of("pairs", ratios.pairs(), "greedy", greedy, "others", others, "verdicts", verdicts)));
		this.out.println("Written: " + file);
		this.out.flush();
		boolean met = verdicts.stream().allMatch(Verdict::met);
		return (ratios.pairs().isEmpty() || (this.options.strict() && !met)) ? 1 : 0;
	}

	private static List<Arrival> others(List<Arrival> arrivals, int phase) {
		return arrivals.stream()
			.filter((arrival) -> arrival.phase() == phase && !FairnessPlan.isGreedy(arrival.flow()))
			.toList();
	}

	private static Map<String, Long> kinds(List<Arrival> arrivals, boolean greedy, List<OpenSpec.Phase> phases) {
		Map<String, Long> kinds = new TreeMap<>();
		arrivals.stream()
			.filter((arrival) -> FairnessPlan.isGreedy(arrival.flow()) == greedy)
			.filter((arrival) -> phases.get(arrival.phase()).name().equals(FairnessPlan.WITH))
			.forEach((arrival) -> kinds.merge(arrival.kind(), 1L, Long::sum));
		return kinds;
	}

}
