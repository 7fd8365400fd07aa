package org.llmgateway.limit;

import org.llmgateway.llm.LoadClass;

/**
 * The water level at one moment, and what follows from it.
 *
 * @param level the highest of the sources' levels, 0 to 1
 * @param source the index of that source
 * @param zone where the level is
 * @param refused how many of the classes are refused, from the lowest up
 * @param full whether nothing new is taken
 * @param factor what the bounds of elastic things are multiplied by now; 1 for nothing
 */
record Water(double level, int source, Zone zone, int refused, boolean full, double factor) {

	static final Water EMPTY = new Water(0, 0, Zone.HOLD, 0, false, 1);

	boolean sheds(LoadClass loadClass) {
		return this.full || loadClass.ordinal() < this.refused;
	}

	boolean sheds() {
		return this.full || this.refused > 0;
	}

	/**
	 * The zones of the level.
	 */
	enum Zone {

		/** There is plenty: what is kept for speed is given back. */
		LOW,

		/** All stays as it is. */
		HOLD,

		/** The default class is refused; what is kept may grow once. */
		HIGH

	}

}
