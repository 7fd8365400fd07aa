package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.LoadSpec;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.bench.report.Column;
import org.llmgateway.bench.report.FeatureCosts;

/**
 * Measures variants of one gateway process in pairs with the variant without features, in
 * random order.
 */
final class FeaturesRun {

	private static final double SECONDS = 1;

	/** An odd number whose bound is close to 95 %. */
	private static final int PAIRS = 21;

	private static final double WARM_UP_SECONDS = 30;

	private static final int PATIENCE = 6;

	/** What is left to warm before a further workload. */
	private static final int LATER = 3;

	/** The time of a compiler's thread that ends would be lost. */
	private static final List<String> JVM = List.of("-XX:-UseDynamicNumberOfCompilerThreads");

	private final PairOptions options;

	private final List<Feature> features;

	private final List<Variant> variants;

	private final Set<Workload> workloads;

	private final PrintWriter out;

	private final Pinning pinning;

	private final Random random = new Random(1);

	private final Map<Variant, URI> urls = new HashMap<>();

	private final List<Long> pids = new ArrayList<>();

	private final Map<String, Long> errors = new LinkedHashMap<>();

	FeaturesRun(PairOptions options, List<Feature> features, List<Variant> variants, Set<Workload> workloads,
			PrintWriter out) {
		this.options = options;
		this.features = features;
		this.variants = variants;
		this.workloads = workloads;
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
		this.options.heading(this.out, this.pinning);
		Map<Workload, FeatureCosts> costs = new EnumMap<>(Workload.class);
		try (Processes processes = new Processes(this.pinning, this.options.out().resolve("logs"))) {
			Child mock = processes.mock("mock", this.options.mockMain(), List.of());
			int port = Processes.mockPort(mock);
			Child gateway = start(processes, port);
			this.pids.addAll(List.of(gateway.pid(), mock.pid()));
			LoadGenerator load = processes.loadGenerator();
			Calibration calibration = new Calibration(URI.create(url(port)), this.workloads);
			for (Workload workload : this.workloads) {
				Windows windows = new Windows(load, calibration, workload);
				warm(gateway, windows, costs.isEmpty());
				costs.put(workload, measure(windows));
			}
		}
		return report(costs);
	}

	private Child start(Processes processes, int mockPort) throws IOException, InterruptedException {
		List<List<Variant>> applications = Variant.applications(this.variants);
		List<String> args = new ArrayList<>(List.of("ours"));
		for (List<Variant> application : applications) {
			if (args.size() > 1) {
				args.add(ServerMain.NEXT);
			}
			args.addAll(GatewayArguments.plain("mock", mockPort));
			args.add("--llm.gateway.door=direct");
			args.add("--bench.out=" + this.options.out().toAbsolutePath());
			for (int i = 0; i < application.size(); i++) {
				application.get(i).configure(args, i, this.features);
			}
		}
		Child gateway = processes.gateway("features", JVM, args);
		List<Integer> ports = Processes.gatewayPorts(gateway);
		for (int i = 0; i < applications.size(); i++) {
			for (Variant variant : applications.get(i)) {
				this.urls.put(variant, URI.create(url(ports.get(i))));
			}
		}
		return gateway;
	}

	private static String url(int port) {
		return "http://127.0.0.1:" + port + "/v1/chat/completions";
	}

	private void warm(Child gateway, Windows windows, boolean first) throws IOException, InterruptedException {
		double cap = this.options.warmUpSeconds(WARM_UP_SECONDS) / (first ? 1 : LATER);
		WarmUp warmUp = new WarmUp(cap, PATIENCE);
		Subject subject = new Subject("features", gateway, Map.of());
		this.pinning.widen(subject);
		boolean more = true;
		for (int i = 0; more; i++) {
			// Each has its turn, and nothing and everything most.
			Variant variant = (i % 2 == 0) ? this.variants.get(i / 2 % this.variants.size())
					: this.variants.get(this.variants.size() - 1);
			more = warmUp.goesOn(windows.run(variant));
		}
		this.pinning.narrow(subject);
		this.out.printf("%n%s: warmed for %.0f s%n", windows.workload, warmUp.seconds());
		this.out.flush();
	}

	private FeatureCosts measure(Windows windows) throws IOException, InterruptedException {
		FeatureCosts costs = new FeatureCosts(windows.workload);
		Variant nothing = this.variants.get(0);
		List<Variant> turn = new ArrayList<>(this.variants.subList(1, this.variants.size()));
		int pairs = this.options.pairs(PAIRS);
		for (int pair = 1; pair <= pairs; pair++) {
			Collections.shuffle(turn, this.random);
			for (Variant variant : turn) {
				boolean reversed = this.random.nextBoolean();
				LoadResult first = windows.run(reversed ? variant : nothing);
				LoadResult second = windows.run(reversed ? nothing : variant);
				costs.add(variant.label(), reversed ? first : second, reversed ? second : first);
			}
			this.out.printf("  pair %d/%d  %s%n", pair, pairs, costs.latest(Variant.ALL));
			this.out.flush();
		}
		return costs;
	}

	private int report(Map<Workload, FeatureCosts> costs) throws IOException {
		List<FeatureCosts.Row> rows = new ArrayList<>();
		List<String> order = this.variants.stream().skip(1).map(Variant::label).toList();
		boolean met = true;
		for (FeatureCosts cost : costs.values()) {
			this.out.println();
			this.out.println(cost.table(order));
			rows.addAll(cost.rows(order));
			met &= cost.verdict(Variant.ALL).met();
		}
		this.out.println("Targets" + (this.options.quick() ? " (after a quick run they say nothing)" : ""));
		costs.values().forEach((cost) -> this.out.println("  " + cost.verdict(Variant.ALL).line()));
		this.errors.forEach((kind, count) -> this.out.println("  errors: " + count + " x " + kind));
		Path file = this.options.out().resolve("features.json");
		Files.writeString(file, BenchRun.json(rows));
		this.out.println("Written: " + file);
		this.out.flush();
		return (!this.errors.isEmpty() || (this.options.strict() && !met)) ? 1 : 0;
	}

	/** The windows of one workload. */
	private final class Windows {

		private final LoadGenerator load;

		private final Calibration calibration;

		private final Workload workload;

		Windows(LoadGenerator load, Calibration calibration, Workload workload) {
			this.load = load;
			this.calibration = calibration;
			this.workload = workload;
		}

		LoadResult run(Variant variant) throws IOException, InterruptedException {
			URI url = Objects.requireNonNull(FeaturesRun.this.urls.get(variant));
			LoadSpec spec = LoadSpec.of(Protocol.H1, url, this.workload, FeaturesRun.this.options.windowMillis(SECONDS))
				.withConcurrency(FeaturesRun.this.options.connections(this.workload.concurrency()))
				.withBody(variant.requestBody(this.workload))
				.withPids(FeaturesRun.this.pids);
			LoadResult window = this.load.run(this.calibration.apply(this.workload, spec));
			window.errorKinds()
				.forEach((kind, count) -> FeaturesRun.this.errors
					.merge(this.workload + " " + variant.label() + ": " + kind, count, Long::sum));
			if (Column.CPU.of(window) == null) {
				FeaturesRun.this.errors.merge(this.workload + " " + variant.label() + ": no CPU time", 1L, Long::sum);
			}
			return window;
		}

	}

}
