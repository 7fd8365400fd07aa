package org.llmgateway.usage;

/**
 * When streams are asked for usage that their callers have not asked for.
 */
enum UsageInclusion {

	/** When anybody listens: a {@link UsageListener}, or the usage log. */
	AUTO,

	/** Always. */
	ALWAYS,

	/** Never. */
	NEVER;

	boolean applies(boolean listened) {
		return this == ALWAYS || (this == AUTO && listened);
	}

}
