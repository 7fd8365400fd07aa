package org.llmgateway.limit;

/**
 * The marks of the water level; levels are shares from 0 to 1, times are nanoseconds.
 *
 * @param low below it memory is given back
 * @param high above it there is one growth
 * @param sheddable from here on the class {@code SHEDDABLE} is refused
 * @param standard from here on the class {@code STANDARD} is refused
 * @param critical from here on the class {@code CRITICAL} is refused
 * @param all from here on nothing new is taken
 * @param hysteresis how far below its mark a refusal ends
 * @param trust how long a reading counts in full that nothing renews
 * @param step the time from one giving back to the next
 * @param giveBack the share that is given back in a step
 * @param growth the share by which what is elastic grows
 */
record WaterSettings(double low, double high, double sheddable, double standard, double critical, double all,
		double hysteresis, long trust, long step, double giveBack, double growth) {

	/** Where no class is refused, and none goes on being refused. */
	double calm() {
		return Math.max(0, this.sheddable - this.hysteresis - 0.01);
	}

}
