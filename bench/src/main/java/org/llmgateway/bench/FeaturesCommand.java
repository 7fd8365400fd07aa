package org.llmgateway.bench;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;

import org.llmgateway.bench.load.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * What the features of streams cost, each and all together.
 */
@Command(name = "features", mixinStandardHelpOptions = true,
		description = "Measures what stream features cost in CPU time, switched on and off in turn within one warmed"
				+ " gateway process; an hour or more, with --together a quarter of it.")
final class FeaturesCommand implements Callable<Integer> {

	@Mixin
	private PairOptions options = new PairOptions();

	private @Nullable List<Feature> features;

	@Option(names = "--together", description = "Measure only all features together, not each alone.")
	private boolean together;

	@Option(names = "--workloads", split = ",", description = "Any of json, stream, paced (default: all).")
	private List<Workload> workloads = List.of(Workload.JSON, Workload.STREAM, Workload.PACED);

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Option(names = "--features", split = ",", description = "Which features (default: all that this gateway has).")
	void setFeatures(List<String> labels) {
		try {
			this.features = labels.stream().map(Feature::of).toList();
		}
		catch (IllegalArgumentException ex) {
			throw new TypeConversionException(ex.getMessage());
		}
	}

	@Override
	public Integer call() throws Exception {
		PrintWriter out = this.spec.commandLine().getOut();
		List<Feature> measured = (this.features != null) ? this.features : Feature.present();
		for (Feature feature : EnumSet.allOf(Feature.class)) {
			if (!measured.contains(feature)) {
				out.println("not measured: " + feature);
			}
		}
		List<Variant> variants = Variant.of(measured, !this.together && !this.options.quick());
		return new FeaturesRun(this.options, measured, variants, EnumSet.copyOf(this.workloads), out).call();
	}

}
