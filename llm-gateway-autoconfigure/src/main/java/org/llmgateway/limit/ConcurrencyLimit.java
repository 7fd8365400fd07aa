package org.llmgateway.limit;

/**
 * How many requests may be under way at once; used by any thread. All times are
 * nanoseconds of one clock.
 */
interface ConcurrencyLimit {

	/**
	 * The limit in force.
	 * @return a number from 1 on
	 */
	int limit();

	/**
	 * The first content of a request has come.
	 * @param nanos how long it took
	 * @param inFlight how many requests are under way
	 * @param now the time
	 */
	default void firstToken(long nanos, int inFlight, long now) {
	}

	/**
	 * A request has ended.
	 * @param overloaded whether it ended because whoever served it has too much to do
	 * @param inFlight how many requests were under way, this one included
	 * @param now the time
	 */
	default void ended(boolean overloaded, int inFlight, long now) {
	}

}
