package org.llmgateway.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;

/**
 * What a run measures, and how long.
 *
 * @param protocols the protocols
 * @param workloads the workloads
 * @param doors the gateways beside the mock itself: {@code stock}, {@code direct},
 * {@code gateway}
 * @param windowMillis the length of a window
 * @param rounds how often all gateways are measured in turn
 * @param warmUpMillis how long a gateway is warmed at most before its first window; a
 * quarter of it for another protocol, an eighth before other cells
 * @param connections the number of requests at once, 0 for that of the workload
 * @param eventLoops our event loops, 0 for our default
 * @param pin whether processes are pinned to cores
 * @param everything whether paced streams run on all protocols too
 * @param mockMain the main class of the mock
 * @param out where results and logs go
 */
record Settings(Set<Protocol> protocols, Set<Workload> workloads, Set<String> doors, int windowMillis, int rounds,
		int warmUpMillis, int connections, int eventLoops, boolean pin, boolean everything, String mockMain, Path out) {

	static final String STOCK = "stock";

	static final String STOCK_EQUAL = "stock=";

	static final String NONE = "none";

	private static final int OTHER_ROUNDS = 2;

	private static final int MORE_PACED_ROUNDS = 4;

	private static final int WARM_MILLIS = 20_000;

	List<Cell> cells() {
		List<Cell> cells = new ArrayList<>();
		for (Protocol protocol : this.protocols) {
			for (Workload workload : this.workloads) {
				boolean paced = EnumSet.of(Workload.PACED, Workload.TTFT).contains(workload);
				// Pace is set by the mock: on the other protocols it says little that h1
				// does not.
				if (!paced || protocol == Protocol.H1 || this.everything || !this.protocols.contains(Protocol.H1)) {
					cells.add(new Cell(protocol, workload));
				}
			}
		}
		return cells;
	}

	/**
	 * How often all gateways are measured in turn; what the targets speak of is measured
	 * most.
	 * @param cell the field
	 * @return the number of rounds
	 */
	int rounds(Cell cell) {
		boolean judged = cell.protocol() == Protocol.H1 || this.everything;
		if (judged && cell.workload() == Workload.PACED && this.rounds > 1) {
			// The verdict on the 99th percentile of gaps needs more of them.
			return this.rounds + MORE_PACED_ROUNDS;
		}
		return judged ? this.rounds : Math.min(this.rounds, OTHER_ROUNDS);
	}

	/**
	 * Whether a JVM has the time to compile what it runs: 10 to 20 busy seconds.
	 * @return whether it may take that long
	 */
	boolean isWarm() {
		return this.warmUpMillis >= WARM_MILLIS;
	}

	boolean encrypted() {
		return this.protocols.stream().anyMatch(Protocol::tls);
	}

}
