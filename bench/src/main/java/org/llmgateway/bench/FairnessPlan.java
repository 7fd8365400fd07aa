package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.List;

import org.llmgateway.bench.load.OpenSpec;
import org.llmgateway.bench.load.OpenSpec.Flow;
import org.llmgateway.bench.load.OpenSpec.Phase;

/**
 * What the tenants ask for, and when: the first flows are those of the greedy one.
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

	/**
	 * The greedy one's answers, as long as the others' on average: were they all of one
	 * length, the slots it fills at once would become free at once for ever after.
	 */
	private static final int[] GREEDY = { 7, 13, 23, 29 };

	/** An answer takes 200 ms to its first and 400 ms to its last token. */
	private static final int TOKENS = 18;

	private static final double ANSWER_SECONDS = 0.4;

	private static final int BESIDE_TOKENS = 3;

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
		for (int tokens : GREEDY) {
			flows.add(flow("greedy", tokens));
		}
		for (int tenant = 1; tenant <= this.tenants; tenant++) {
			flows.add(flow("tenant-" + tenant, TOKENS));
		}
		return new OpenSpec("127.0.0.1", port, flows, phases, PATIENCE_MILLIS, MOST, file);
	}

	private static Flow flow(String tenant, int tokens) {
		return new Flow(tenant, tenant, "mock:first=200ms:pace=10ms:tokens=" + tokens, BODY, tokens + BESIDE_TOKENS, 0);
	}

	static boolean isGreedy(int flow) {
		return flow < GREEDY.length;
	}

	private Phase phase(String name, double seconds, boolean greedy) {
		List<Double> rates = new ArrayList<>();
		for (int i = 0; i < GREEDY.length; i++) {
			rates.add(greedy ? this.times * share() / GREEDY.length : 0);
		}
		for (int tenant = 1; tenant <= this.tenants; tenant++) {
			rates.add(this.load * share());
		}
		return new Phase(name, (int) (seconds * MILLIS), rates);
	}

}
