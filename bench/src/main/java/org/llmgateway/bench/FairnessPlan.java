package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.List;

import org.llmgateway.bench.load.OpenSpec;
import org.llmgateway.bench.load.OpenSpec.Flow;
import org.llmgateway.bench.load.OpenSpec.Phase;

/**
 * What the tenants ask for, and when: the first flow is the greedy one.
 *
 * @param slots answers that the mock gives and the gateway lets in at once
 * @param tenants tenants beside the greedy one
 * @param times what the greedy one asks for, in shares
 * @param load what each of the others asks for, as a part of its share
 * @param settle seconds before each window
 */
record FairnessPlan(int slots, int tenants, double times, double load, double settle) {

	static final String SETTLE = "settle";

	static final String WITHOUT = "without";

	static final String WITH = "with";

	/** An answer takes 200 ms to its first and 400 ms to its last token. */
	private static final String MODEL = "mock:first=200ms:tokens=18:pace=10ms";

	private static final double ANSWER_SECONDS = 0.4;

	private static final int EVENTS = 18 + 3;

	private static final int BODY = 2048;

	private static final int PATIENCE_MILLIS = 10_000;

	private static final int MOST = 4000;

	private static final int MILLIS = 1000;

	/**
	 * What one tenant would get if all asked for more than that.
	 * @return requests a second
	 */
	double share() {
		return this.slots / ANSWER_SECONDS / (this.tenants + 1);
	}

	/**
	 * The others alone, which warms the gateway.
	 * @param port the port of the gateway
	 * @param seconds how long
	 * @param file where the arrivals go
	 * @return the load
	 */
	OpenSpec warmUp(int port, double seconds, String file) {
		return spec(port, file, List.of(phase(SETTLE, seconds / 2, false), phase(SETTLE, seconds / 2, true)));
	}

	/**
	 * Pairs of windows, of which now one and now the other comes first.
	 * @param port the port of the gateway
	 * @param pairs how many
	 * @param seconds the length of a window
	 * @param file where the arrivals go
	 * @return the load
	 */
	OpenSpec load(int port, int pairs, double seconds, String file) {
		List<Phase> phases = new ArrayList<>();
		for (int pair = 0; pair < pairs; pair++) {
			for (boolean greedy : new boolean[] { pair % 2 == 1, pair % 2 == 0 }) {
				phases.add(phase(SETTLE, this.settle, greedy));
				phases.add(phase(greedy ? WITH : WITHOUT, seconds, greedy));
			}
		}
		return spec(port, file, phases);
	}

	private OpenSpec spec(int port, String file, List<Phase> phases) {
		List<Flow> flows = new ArrayList<>();
		flows.add(new Flow("greedy", "greedy", MODEL, BODY, EVENTS, 0));
		for (int tenant = 1; tenant <= this.tenants; tenant++) {
			flows.add(new Flow("tenant " + tenant, "tenant-" + tenant, MODEL, BODY, EVENTS, 0));
		}
		return new OpenSpec("127.0.0.1", port, flows, phases, PATIENCE_MILLIS, MOST, file);
	}

	private Phase phase(String name, double seconds, boolean greedy) {
		List<Double> rates = new ArrayList<>();
		rates.add(greedy ? this.times * share() : 0);
		for (int tenant = 1; tenant <= this.tenants; tenant++) {
			rates.add(this.load * share());
		}
		return new Phase(name, (int) (seconds * MILLIS), rates);
	}

}
