package org.llmgateway.bench;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.report.Column;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a gateway, or the load side itself, is warm: CPU per request has settled
 * from one window to the next, or the time is up.
 */
final class WarmUp {

	private static final double SETTLED = 0.10;

	private static final double MICROS = 1e6;

	/** One calm pair of windows may be chance: compilation comes in steps. */
	private static final int CALM_PAIRS = 2;

	private final double capSeconds;

	private double seconds;

	private int calm;

	private @Nullable Double last;

	WarmUp(double capSeconds) {
		this.capSeconds = capSeconds;
	}

	/**
	 * Takes note of a window.
	 * @param window the window
	 * @return whether another one is needed
	 */
	boolean goesOn(LoadResult window) {
		this.seconds += window.seconds();
		Double cost = cost(window);
		Double before = this.last;
		this.last = cost;
		if (this.seconds >= this.capSeconds) {
			return false;
		}
		boolean settled = cost != null && before != null && Math.abs(cost - before) < SETTLED * before;
		this.calm = settled ? this.calm + 1 : 0;
		return this.calm < CALM_PAIRS;
	}

	/**
	 * What a request cost the gateway, and if there is none, the load generator.
	 */
	private static @Nullable Double cost(LoadResult window) {
		Double gateway = Column.CPU.of(window);
		boolean none = gateway == null && window.requests() > 0;
		return none ? Double.valueOf(window.loadCpuSeconds() * MICROS / window.requests()) : gateway;
	}

	double seconds() {
		return this.seconds;
	}

	@Nullable Double cost() {
		return this.last;
	}

}
