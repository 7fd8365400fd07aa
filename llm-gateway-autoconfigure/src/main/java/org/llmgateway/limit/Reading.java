package org.llmgateway.limit;

/**
 * What one source says about memory, as shares of its limit: 0 for empty to 1 for full.
 *
 * @param proven how much is known to be in use; only this refuses requests
 * @param possible how much it may be at most, garbage among it
 * @param at when it was last known to be so, in nanoseconds
 */
record Reading(double proven, double possible, long at) {

	Reading {
		proven = share(proven);
		possible = Math.max(proven, share(possible));
	}

	static Reading of(double level, long at) {
		return new Reading(level, level, at);
	}

	private static double share(double value) {
		return (value > 0) ? Math.min(1, value) : 0;
	}

}
