package org.llmgateway.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What becomes of requests when three times as many come as can be served.
 */
@Command(name = "overload", mixinStandardHelpOptions = true,
		description = "Offers a gateway with little memory three times what the mock's slots can serve, and watches its"
				+ " answers and its memory, and how soon it is well afterwards: with the limits, without them, and"
				+ " stock; about six minutes.")
final class OverloadCommand implements Callable<Integer> {

	@Mixin
	private PairOptions options = new PairOptions();

	@Option(names = "--slots", description = "Answers that the mock gives at once (default: ${DEFAULT-VALUE}).")
	private int slots = 40;

	@Option(names = "--times", description = "What is offered, in capacities (default: ${DEFAULT-VALUE}).")
	private double times = 3;

	@Option(names = "--body", description = "Bytes of a request (default: ${DEFAULT-VALUE}).")
	private int body = 300_000;

	@Option(names = "--unloaded", description = "Seconds of half the capacity before (default: ${DEFAULT-VALUE}).")
	private double unloaded = 20;

	@Option(names = "--step", description = "Seconds of each look for the best rate (default: ${DEFAULT-VALUE}).")
	private double step = 8;

	@Option(names = "--overload", description = "Seconds of the overload (default: ${DEFAULT-VALUE}).")
	private double overload = 30;

	@Option(names = "--recovery", description = "Seconds of half the capacity after it (default: ${DEFAULT-VALUE}).")
	private double recovery = 15;

	@Option(names = "--in-time",
			description = "What is in time, as a multiple of the median without load (default: ${DEFAULT-VALUE}).")
	private double inTime = 3;

	@Option(names = "--patience", description = "Seconds after which a caller gives up (default: ${DEFAULT-VALUE}).")
	private double patience = 15;

	@Option(names = "--heap", description = "Heap of the gateway (default: ${DEFAULT-VALUE}).")
	private String heap = "256m";

	@Option(names = "--direct", description = "Bound of its direct memory (default: ${DEFAULT-VALUE}).")
	private String direct = "256m";

	@Option(names = "--gateways", split = ",", description = "Any of limits, no_limits, stock (default: all).")
	private List<OverloadRig.Kind> kinds = List.of(OverloadRig.Kind.values());

	@Option(names = "--property", description = "Further property of the gateway with limits, name=value.")
	private List<String> properties = List.of();

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		if (this.options.quick()) {
			this.slots = Math.min(this.slots, 8);
			this.unloaded = Math.min(this.unloaded, 2);
			this.step = Math.min(this.step, 1);
			this.overload = Math.min(this.overload, 3);
			this.recovery = Math.min(this.recovery, 3);
			this.patience = Math.min(this.patience, 4);
		}
		OverloadPlan plan = new OverloadPlan(this.slots, this.times, this.body, this.unloaded, this.step, this.overload,
				this.recovery, this.inTime, this.patience, OverloadPlan.bytes(this.heap),
				OverloadPlan.bytes(this.direct));
		return new OverloadRun(this.options, plan, EnumSet.copyOf(this.kinds), this.properties,
				this.spec.commandLine().getOut())
			.call();
	}

}
