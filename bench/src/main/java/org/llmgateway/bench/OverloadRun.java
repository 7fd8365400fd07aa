package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.OpenSpec;
import org.llmgateway.bench.report.OverloadAccount;
import org.llmgateway.bench.report.OverloadFigures;
import org.llmgateway.bench.report.OverloadReport;
import org.llmgateway.bench.report.Verdict;

/**
 * Overloads gateways one after the other, each in new processes, and compares them; only
 * the one with limits is judged.
 */
final class OverloadRun {

	private static final double WARM_UP_SECONDS = 15;

	private static final double MILLIS = 1000;

	/** A gateway that fails this often without load has not been measured. */
	private static final double UNLOADED_SHARE = 0.99;

	private final PairOptions options;

	private final OverloadPlan plan;

	private final Set<OverloadRig.Kind> kinds;

	private final List<String> properties;

	private final PrintWriter out;

	private final Pinning pinning;

	OverloadRun(PairOptions options, OverloadPlan plan, Set<OverloadRig.Kind> kinds, List<String> properties,
			PrintWriter out) {
		this.options = options;
		this.plan = plan;
		this.kinds = kinds;
		this.properties = properties;
		this.out = out;
		this.pinning = options.pinning();
	}

	/**
	 * Runs.
	 * @return the exit code: 0, or 1 if there was nothing to measure or, if strict, a
	 * target was missed
	 * @throws IOException if a process or a file fails
	 * @throws InterruptedException if interrupted
	 */
	int call() throws IOException, InterruptedException {
		this.options.heading(this.out, this.pinning, "gateway    " + String.join(" ", jvm()),
				String.format(Locale.ROOT, "mock       %d slots, %.0f requests a second; %.1f times that are offered",
						this.plan.slots(), this.plan.capacity(), this.plan.times()));
		List<OverloadFigures> figures = new ArrayList<>();
		for (OverloadRig.Kind kind : this.kinds) {
			figures.add(measure(kind));
		}
		return report(figures);
	}

	private List<String> jvm() {
		return List.of("-Xms" + this.plan.heap(), "-Xmx" + this.plan.heap(),
				"-XX:MaxDirectMemorySize=" + this.plan.direct());
	}

	private OverloadFigures measure(OverloadRig.Kind kind) throws IOException, InterruptedException {
		Path logs = this.options.out().resolve("logs").resolve("overload-" + kind.toString().replace(' ', '-'));
		try (Processes processes = new Processes(this.pinning, logs)) {
			progress(kind, "starts");
			OverloadRig rig = new OverloadRig(processes, this.pinning, this.options.mockMain(), this.plan.slots(),
					(port) -> processes.gateway("gateway", jvm(), arguments(kind, port)));
			double warmUp = this.options.warmUpSeconds(WARM_UP_SECONDS);
			progress(kind, String.format(Locale.ROOT, "is warmed for %.0f s", warmUp));
			rig.warm(this.plan.warmUp(rig.port(), warmUp, logs.resolve("warm-up.json").toString()));
			OpenSpec load = this.plan.load(rig.port(), logs.resolve("arrivals.json").toString());
			double seconds = load.phases().stream().mapToDouble(OpenSpec.Phase::millis).sum() / MILLIS;
			progress(kind, String.format(Locale.ROOT, "is measured for %.0f s", seconds));
			try (ResidentMemory memory = new ResidentMemory(rig.gateway())) {
				List<Arrival> arrivals = rig.run(load, memory::begin);
				Double endedAt = (memory.endedAt() < 0) ? null : memory.endedAt() / MILLIS;
				OverloadFigures figures = new OverloadAccount(load, arrivals, this.plan.inTime())
					.figures(kind.toString(), rig.outOfMemory(), endedAt, memory.samples());
				progress(kind, String.format(Locale.ROOT, "answered %.1f/s in time, before the overload %.1f/s",
						figures.goodput(), figures.bestRate()));
				return figures;
			}
		}
	}

	private List<String> arguments(OverloadRig.Kind kind, int port) {
		List<String> arguments = new ArrayList<>(OverloadRig.arguments(kind, port));
		if (kind == OverloadRig.Kind.LIMITS) {
			this.properties.forEach((property) -> arguments.add("--" + property));
		}
		return arguments;
	}

	private void progress(OverloadRig.Kind kind, String text) {
		this.out.println(kind + " " + text);
		this.out.flush();
	}

	private int report(List<OverloadFigures> figures) throws IOException {
		this.out.println();
		figures.forEach((one) -> this.out.println(OverloadReport.resident(one)));
		this.out.println(OverloadReport.table(figures));
		List<Verdict> verdicts = figures.stream()
			.filter((one) -> one.gateway().equals(OverloadRig.Kind.LIMITS.toString()))
			.flatMap((one) -> OverloadReport.verdicts(one, this.plan.heap(), this.plan.direct()).stream())
			.toList();
		this.out.println("Targets" + (this.options.quick() ? " (after a quick run they say nothing)" : ""));
		verdicts.forEach((verdict) -> this.out.println("  " + verdict.line()));
		Path file = this.options.out().resolve("overload.json");
		Files.writeString(file, BenchRun.json(Map.of("gateways", figures, "verdicts", verdicts)));
		this.out.println("Written: " + file);
		this.out.flush();
		boolean measured = figures.stream()
			.filter((one) -> one.gateway().equals(OverloadRig.Kind.LIMITS.toString()))
			.allMatch((one) -> one.unloadedShare() >= UNLOADED_SHARE);
		boolean met = verdicts.stream().allMatch(Verdict::met);
		return (!measured || (this.options.strict() && !met)) ? 1 : 0;
	}

}
