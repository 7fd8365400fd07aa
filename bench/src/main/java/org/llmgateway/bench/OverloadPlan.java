package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.llmgateway.bench.load.OpenSpec;
import org.llmgateway.bench.load.OpenSpec.Flow;
import org.llmgateway.bench.load.OpenSpec.Phase;

import org.springframework.util.unit.DataSize;

/**
 * What is offered in an overload, and when.
 *
 * @param slots answers that the mock gives at once
 * @param times what is offered, in capacities
 * @param body bytes of a request
 * @param unloaded seconds of half the capacity before it
 * @param step seconds of each look for the best rate
 * @param overload seconds of the overload
 * @param recovery seconds of half the capacity after it
 * @param inTime what is in time, as a multiple of the median without load
 * @param patience seconds after which a caller gives up
 * @param heap bytes of the gateway's heap
 * @param direct bound of its direct memory, in bytes
 */
record OverloadPlan(int slots, double times, int body, double unloaded, double step, double overload, double recovery,
		double inTime, double patience, long heap, long direct) {

	static final String UNLOADED = "unloaded";

	static final String OVERLOAD = "overload";

	static final String RECOVERY = "recovery";

	/** An answer takes 400 ms to its first and 800 ms to its last token. */
	private static final String MODEL = "mock:first=400ms:tokens=20:pace=20ms";

	/** As long, but of 200 KB and more, which a slow reader leaves to the gateway. */
	private static final String LONG = "mock:first=400ms:tokens=1000:batch=50:pace=20ms";

	private static final double ANSWER_SECONDS = 0.8;

	private static final int EVENTS = 20 + 3;

	private static final int SLOW_MILLIS = 10_000;

	private static final double HALF = 0.5;

	private static final double[] STEPS = { 0.8, 0.9, 1 };

	/** Of the capacity, whatever is offered: the critical callers' share. */
	private static final double CRITICAL = 0.1;

	/** Of what else is offered. */
	private static final double SLOW = 0.05;

	private static final double SHEDDABLE = 0.2;

	private static final int MOST = 4000;

	private static final int MILLIS = 1000;

	static long bytes(String size) {
		String upper = size.toUpperCase(Locale.ROOT);
		return DataSize.parse(upper.endsWith("B") ? upper : upper + "B").toBytes();
	}

	/**
	 * What the mock can serve.
	 * @return requests a second
	 */
	double capacity() {
		return this.slots / ANSWER_SECONDS;
	}

	/**
	 * Half the capacity alone, which warms the gateway.
	 * @param port the port of the gateway
	 * @param seconds how long
	 * @param file where the arrivals go
	 * @return the load
	 */
	OpenSpec warmUp(int port, double seconds, String file) {
		return spec(port, file, List.of(phase("warm-up", seconds, HALF)));
	}

	OpenSpec load(int port, String file) {
		List<Phase> phases = new ArrayList<>();
		phases.add(phase(UNLOADED, this.unloaded, HALF));
		for (double part : STEPS) {
			phases.add(phase(Math.round(100 * part) + " %", this.step, part));
		}
		phases.add(phase(OVERLOAD, this.overload, this.times));
		phases.add(phase(RECOVERY, this.recovery, HALF));
		return spec(port, file, phases);
	}

	private OpenSpec spec(int port, String file, List<Phase> phases) {
		List<Flow> flows = List.of(new Flow("critical", "vip", MODEL, this.body, EVENTS, 0),
				new Flow("standard", "acme", MODEL, this.body, EVENTS, 0),
				new Flow("sheddable", "batch", MODEL, this.body, EVENTS, 0),
				new Flow("slow", "globex", LONG, this.body, 0, (int) Math.min(SLOW_MILLIS, this.patience * MILLIS)));
		return new OpenSpec("127.0.0.1", port, flows, phases, (int) (this.patience * MILLIS), MOST, file);
	}

	private Phase phase(String name, double seconds, double part) {
		double critical = CRITICAL * capacity();
		double others = part * capacity() - critical;
		return new Phase(name, (int) (seconds * MILLIS),
				List.of(critical, others * (1 - SLOW - SHEDDABLE), others * SHEDDABLE, others * SLOW));
	}

}
