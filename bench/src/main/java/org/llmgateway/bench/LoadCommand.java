package org.llmgateway.bench;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.LoadRun;
import org.llmgateway.bench.load.LoadSpec;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.bench.report.Column;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Load alone, against any URL, so that other programs can be measured by the same rule.
 */
@Command(name = "load", mixinStandardHelpOptions = true,
		description = "Drives load at a URL and prints what it saw; certificates are not checked.")
final class LoadCommand implements Callable<Integer> {

	@Option(names = "--protocol", description = "h1, h2c, h2 or h3 (default: ${DEFAULT-VALUE}).")
	private Protocol protocol = Protocol.H1;

	@Option(names = "--workload", description = "json, stream, paced or ttft (default: ${DEFAULT-VALUE}).")
	private Workload workload = Workload.JSON;

	@Option(names = "--seconds", description = "Length of a window (default: ${DEFAULT-VALUE}).")
	private double seconds = 5;

	@Option(names = "--windows", description = "Number of windows, one line each (default: ${DEFAULT-VALUE}).")
	private int windows = 3;

	@Option(names = "--connections", description = "Requests at once (default: that of the workload).")
	private int connections;

	@Option(names = "--events", description = "Events of a right stream, [DONE] included (default: any number).")
	private int events;

	@Option(names = "--model", description = "Model name in the request (default: that of the workload).")
	private @Nullable String model;

	@Option(names = { "-H", "--header" }, description = "Further request header, name:value.")
	private List<String> headers = List.of();

	@Option(names = "--pid", description = "Process whose CPU time per request is wanted.")
	private long pid = -1;

	@Parameters(paramLabel = "URL", description = "http(s)://host:port[/path]; path: /v1/chat/completions.")
	@SuppressWarnings("NullAway.Init")
	private URI url;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		PrintWriter out = this.spec.commandLine().getOut();
		long errors = 0;
		try (LoadRun run = new LoadRun()) {
			LoadSpec window = window();
			for (int i = 0; i < this.windows; i++) {
				LoadResult result = run.run(window);
				errors += result.errors();
				out.println(line(result));
				out.flush();
			}
		}
		return (errors > 0) ? 1 : 0;
	}

	private LoadSpec window() {
		LoadSpec window = LoadSpec.of(this.protocol, this.url, this.workload, (int) (this.seconds * 1000))
			.withPids(List.of(this.pid));
		if (this.connections > 0) {
			window = window.withConcurrency(this.connections);
		}
		if (this.model != null) {
			window = window.withBody(this.workload.requestBody(this.model));
		}
		if (this.workload.stream()) {
			window = window.withExpectation((this.events > 0) ? this.events : LoadSpec.ANY_EVENTS, 1);
		}
		Map<String, String> further = Headers.parse(this.headers);
		return window.withHeaders(further);
	}

	private static String line(LoadResult result) {
		StringBuilder line = new StringBuilder();
		for (Column column : Column.values()) {
			Double figure = column.of(result);
			if (figure != null) {
				line.append(column.format(figure)).append(' ').append(column.label()).append("  ");
			}
		}
		line.append(result.errors()).append(" errors");
		if (result.errors() > 0) {
			line.append(' ').append(result.errorKinds());
		}
		return line
			.append(String.format(Locale.ROOT, "  (load generator %.0f %% busy)",
					100 * result.loadCpuSeconds() / result.seconds()))
			.toString();
	}

}
