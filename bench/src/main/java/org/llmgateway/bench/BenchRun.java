package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.llmgateway.bench.report.BenchResult;
import org.llmgateway.bench.report.CellResult;
import org.llmgateway.bench.report.HtmlReport;
import org.llmgateway.bench.report.Targets;
import org.llmgateway.bench.report.TextTable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run from the first process to the report; whatever its ending, every process that it
 * started is ended.
 */
final class BenchRun {

	private final Settings settings;

	private final boolean strict;

	private final PrintWriter out;

	private final Pinning pinning;

	BenchRun(Settings settings, boolean strict, PrintWriter out) {
		this.settings = settings;
		this.strict = strict;
		this.out = out;
		this.pinning = settings.pin() ? Pinning.detect() : Pinning.none();
	}

	/**
	 * Runs.
	 * @return the exit code: 0, or 1 if there were errors or, if strict, missed targets
	 * @throws IOException if a process or a file fails
	 * @throws InterruptedException if interrupted
	 */
	int call() throws IOException, InterruptedException {
		Map<String, String> environment = environment();
		environment.forEach((key, value) -> this.out.printf("%-10s %s%n", key, value));
		this.out.println();
		this.out.flush();
		Fleet fleet = new Fleet(this.settings, this.pinning);
		Thread hook = new Thread(fleet::close, "stop the fleet");
		Runtime.getRuntime().addShutdownHook(hook);
		List<CellResult> cells;
		try {
			fleet.start();
			cells = new Bench(this.settings, this.pinning, fleet, this.out).run();
		}
		finally {
			fleet.close();
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		BenchResult result = new BenchResult(environment, cells, Targets.judge(cells));
		summary(result);
		write(result);
		return exitCode(result);
	}

	private void summary(BenchResult result) {
		this.out.println("Summary (medians of the rounds)");
		for (CellResult cell : result.cells()) {
			this.out.println();
			this.out.println(TextTable.render(cell, false));
		}
		this.out.println();
		this.out.println(this.settings.isWarm() ? "Targets"
				: "Targets (after so little warm-up these figures say how far the compiler has come, and no more)");
		result.verdicts().forEach((verdict) -> this.out.println("  " + verdict.line()));
		this.out.println();
		this.out.flush();
	}

	private void write(BenchResult result) throws IOException {
		Files.createDirectories(this.settings.out());
		Path json = this.settings.out().resolve("result.json");
		Files.writeString(json, json(result));
		Path html = this.settings.out().resolve("report.html");
		Files.writeString(html, HtmlReport.render(result));
		this.out.println("Written: " + json + ", " + html);
		this.out.flush();
	}

	private int exitCode(BenchResult result) {
		boolean errors = Targets.errors(result.cells()) > 0;
		boolean missed = result.verdicts().stream().anyMatch((verdict) -> verdict.measured() != null && !verdict.met());
		return (errors || (this.strict && missed)) ? 1 : 0;
	}

	static String json(Object result) {
		return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(result)
				+ "\n";
	}

	/**
	 * What figures depend on beside the gateway.
	 * @param pinning what runs on which core
	 * @return names and values
	 */
	static Map<String, String> machine(Pinning pinning) {
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		environment.put("machine", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
				+ System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " cores");
		environment.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
		environment.put("flags", String.join(" ", Child.Command.jvmFlags()));
		environment.put("placing", pinning.toString());
		return environment;
	}

	private Map<String, String> environment() {
		Map<String, String> environment = machine(this.pinning);
		environment.put("windows", this.settings.rounds() + " rounds of " + this.settings.windowMillis() / 1000.0
				+ " s, warm-up at most " + this.settings.warmUpMillis() / 1000.0 + " s");
		environment.put("stock", "Spring Cloud Gateway WebFlux without actuator; Reactor Netty's own event loops ("
				+ Math.max(4, this.pinning.gatewayCores()) + ")");
		return environment;
	}

}
