package org.llmgateway.bench;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.report.Column;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a gateway, or the load side itself, is warm: CPU per request has stopped
 * falling, or the time is up. Compilation comes in steps, with plateaus between them, so
 * one calm window says nothing.
 */
final class WarmUp {

	/** A window has to be this much cheaper than the best before to count as progress. */
	private static final double PROGRESS = 0.05;

	private static final double MICROS = 1e6;

	private final double capSeconds;

	private final int patience;

	private double seconds;

	private int calm;

	private double best = Double.MAX_VALUE;

	private @Nullable Double last;

	/**
	 * Begins a warm-up.
	 * @param capSeconds the most seconds it may take
	 * @param patience the number of windows without progress that end it
	 */
	WarmUp(double capSeconds, int patience) {
		this.capSeconds = capSeconds;
		this.patience = patience;
	}

	/**
	 * Takes note of a window.
	 * @param window the window
	 * @return whether another one is needed
	 */
	boolean goesOn(LoadResult window) {
		this.seconds += window.seconds();
		Double cost = cost(window);
		this.last = cost;
		if (cost == null || cost < this.best * (1 - PROGRESS)) {
			this.best = (cost != null) ? cost : this.best;
			this.calm = 0;
		}
		else {
			this.calm++;
		}
		return this.calm < this.patience && this.seconds < this.capSeconds;
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
