package org.llmgateway.limit;

/**
 * What one collection has left, in bytes.
 *
 * @param kind what was collected
 * @param oldBefore use of the old part before it
 * @param oldAfter use of the old part after it
 * @param youngAfter use of the young part after it; of all of the heap where it has no
 * parts
 * @param allocated what was allocated while it ran, which counts as used after it
 */
record Collected(Kind kind, long oldBefore, long oldAfter, long youngAfter, long allocated) {

	/**
	 * What was collected.
	 */
	enum Kind {

		/** The young part only. */
		YOUNG,

		/** The young part, and some of the old one; more may follow. */
		MIXED,

		/** Nothing, but the collector has found out what of the old part is alive. */
		MARKED,

		/** All of it. */
		FULL

	}

}
