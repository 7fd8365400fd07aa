package org.llmgateway.test;

/**
 * What an answer says of the tokens that it cost.
 */
public enum MockUsage {

	/** What the text has: one token for each content event. */
	EXACT,
	/** Nought of everything. */
	ZERO,
	/** {@code null} in place of every number. */
	NULL,
	/** -1 in place of every number. */
	NEGATIVE,
	/** Nothing. */
	MISSING,
	/** The counts so far in every event, then those of {@link #EXACT}. */
	RUNNING;

	/**
	 * A count as it stands in the JSON.
	 * @param exact the count
	 * @return a JSON value
	 */
	String count(int exact) {
		return switch (this) {
			case EXACT, RUNNING -> Integer.toString(exact);
			case ZERO -> "0";
			case NULL, MISSING -> "null";
			case NEGATIVE -> "-1";
		};
	}

}
