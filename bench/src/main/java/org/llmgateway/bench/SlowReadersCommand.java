package org.llmgateway.bench;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What slow readers do to others and to the gateway's memory.
 */
@Command(name = "slow-readers", mixinStandardHelpOptions = true,
		description = "Measures others' time between events without and with slow readers beside them, which take an"
				+ " event a second of 100, and the gateway's memory while they stay; about seven minutes.")
final class SlowReadersCommand implements Callable<Integer> {

	@Mixin
	private PairOptions options = new PairOptions();

	@Option(names = "--readers", description = "Number of slow readers (default: ${DEFAULT-VALUE}).")
	private int readers = 1000;

	@Option(names = "--settle", description = "Seconds from opening them to the window (default: ${DEFAULT-VALUE}).")
	private double settle = 8;

	@Option(names = "--hold", description = "Seconds over which memory is watched (default: ${DEFAULT-VALUE}).")
	private double hold = 240;

	@Option(names = "--events", description = "Events of a slow stream, 100 in a second (default: ${DEFAULT-VALUE}).")
	private int events = 3000;

	@Option(names = "--write-stall",
			description = "Write stall of the slow streams (default: ${DEFAULT-VALUE}, for the kernel of a reader that"
					+ " takes so little tells of it more rarely than each 30 seconds).")
	private String writeStall = "10m";

	@Option(names = "--heap", description = "Heap of the gateway (default: ${DEFAULT-VALUE}).")
	private String heap = "192m";

	@Option(names = "--direct", description = "Bound of its direct memory (default: ${DEFAULT-VALUE}).")
	private String direct = "512m";

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		if (this.options.quick()) {
			this.readers = Math.min(this.readers, 50);
			this.settle = Math.min(this.settle, 0.5);
			this.hold = Math.min(this.hold, 2);
		}
		SlowStreams slow = new SlowStreams(this.readers, this.events, this.settle, this.hold, this.writeStall);
		return new SlowReadersRun(this.options, slow, this.heap, this.direct, this.spec.commandLine().getOut()).call();
	}

	/**
	 * The slow readers and what they read.
	 *
	 * @param readers how many
	 * @param events the events of each stream
	 * @param settleSeconds how long they are left alone before others are measured
	 * @param holdSeconds how long memory is watched
	 * @param writeStall their write stall, as a property
	 */
	record SlowStreams(int readers, int events, double settleSeconds, double holdSeconds, String writeStall) {

		/** A hundred events a second, ten to a write. */
		String model() {
			return "mock:slow:tokens=" + this.events + ":batch=10:pace=100ms";
		}

	}

}
