package org.llmgateway.bench;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a tenant that asks for a hundred times its share does to the others.
 */
@Command(name = "fairness", mixinStandardHelpOptions = true,
		description = "Measures tenants' times with and without one beside them that asks for a hundred times its"
				+ " share, where the gateway lets in as many requests at once as the mock has slots; about four"
				+ " minutes.")
final class FairnessCommand implements Callable<Integer> {

	@Mixin
	private PairOptions options = new PairOptions();

	@Option(names = "--slots",
			description = "Answers that the mock gives and the gateway lets in at once (default: ${DEFAULT-VALUE}).")
	private int slots = 32;

	@Option(names = "--tenants", description = "Tenants beside the greedy one (default: ${DEFAULT-VALUE}).")
	private int tenants = 9;

	@Option(names = "--times", description = "What the greedy one asks for, in shares (default: ${DEFAULT-VALUE}).")
	private double times = 100;

	@Option(names = "--load",
			description = "What each of the others asks for, as a part of its share (default: ${DEFAULT-VALUE}).")
	private double load = 0.5;

	@Option(names = "--settle", description = "Seconds before each window (default: ${DEFAULT-VALUE}).")
	private double settle = 3;

	@Option(names = "--property", description = "Further property of the gateway, name=value.")
	private List<String> properties = List.of();

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		if (this.options.quick()) {
			this.slots = Math.min(this.slots, 8);
			this.settle = Math.min(this.settle, 1);
		}
		FairnessPlan plan = new FairnessPlan(this.slots, this.tenants, this.times, this.load, this.settle);
		return new FairnessRun(this.options, plan, this.properties, this.spec.commandLine().getOut()).call();
	}

}
