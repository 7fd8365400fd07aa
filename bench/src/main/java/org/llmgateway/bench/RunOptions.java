package org.llmgateway.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that {@code run} and {@code matrix} share.
 */
final class RunOptions {

	private static final int QUICK_WARM_UP_SECONDS = 4;

	private static final List<String> DOORS = List.of(Settings.STOCK, "direct", "gateway");

	@Option(names = "--seconds", description = "Length of a window.")
	private double seconds;

	@Option(names = "--rounds", description = "How often all gateways are measured in turn.")
	private int rounds;

	@Option(names = "--warm-up",
			description = "How many seconds a gateway is warmed at most (a quarter of it for another protocol, an eighth before other fields).")
	private double warmUp = -1;

	@Option(names = "--connections", description = "Requests at once, in place of each workload's own number.")
	private int connections;

	@Option(names = "--event-loops", description = "Our event loops (default: as many as cores).")
	private int eventLoops;

	private List<String> doors = DOORS;

	@Option(names = "--protocols", split = ",", description = "Any of h1, h2c, h2, h3 (default: all).")
	private List<Protocol> protocols = List.of(Protocol.values());

	@Option(names = "--workloads", split = ",", description = "Any of json, stream, paced, ttft (default: all).")
	private List<Workload> workloads = List.of(Workload.values());

	@Option(names = "--quick", description = "A look only: HTTP/1.1, one-second windows, little warm-up.")
	private boolean quick;

	@Option(names = "--no-pin", description = "Leave the placing of processes on cores to the system.")
	private boolean unpinned;

	@Option(names = "--strict", description = "Fail when a target is missed, not only on errors.")
	private boolean strict;

	@Option(names = "--out", description = "Where result.json, report.html and logs go (default: target/bench).")
	private @Nullable Path out;

	@Option(names = "--mock-main", hidden = true)
	private String mockMain = "org.llmgateway.test.MockLlmMain";

	@Option(names = "--doors", split = ",", description = "Any of stock, direct, gateway (default: all).")
	void setDoors(List<String> doors) {
		for (String door : doors) {
			if (!DOORS.contains(door)) {
				throw new TypeConversionException("'" + door + "' is not one of " + DOORS);
			}
		}
		this.doors = doors;
	}

	boolean strict() {
		return this.strict;
	}

	/**
	 * The settings, with the defaults of the command where nothing is said.
	 * @param defaultSeconds the length of a window
	 * @param defaultRounds the number of rounds
	 * @param defaultWarmUp the most seconds of warm-up
	 * @param everything whether paced streams run on all protocols
	 * @return the settings
	 */
	Settings settings(double defaultSeconds, int defaultRounds, double defaultWarmUp, boolean everything) {
		double window = (this.seconds > 0) ? this.seconds : this.quick ? 1 : defaultSeconds;
		double warm = (this.warmUp >= 0) ? this.warmUp : this.quick ? QUICK_WARM_UP_SECONDS : defaultWarmUp;
		int turns = (this.rounds > 0) ? this.rounds : this.quick ? 1 : defaultRounds;
		Set<Protocol> spoken = this.quick ? EnumSet.of(Protocol.H1) : EnumSet.copyOf(this.protocols);
		return new Settings(spoken, EnumSet.copyOf(this.workloads), new LinkedHashSet<>(this.doors),
				(int) (window * 1000), turns, (int) (warm * 1000), this.connections, this.eventLoops, !this.unpinned,
				everything, this.mockMain, (this.out != null) ? this.out : defaultOut());
	}

	/**
	 * {@code target/bench} of the module, from the module's directory and from the root.
	 */
	static Path defaultOut() {
		return Path.of(Files.isDirectory(Path.of("bench", "target")) ? "bench/target/bench" : "target/bench");
	}

}
