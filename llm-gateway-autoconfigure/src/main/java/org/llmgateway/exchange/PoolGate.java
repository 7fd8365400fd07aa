package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What each attempt passes on its way into a pool: the {@code limit} room offers it to
 * the {@code upstream} room.
 */
public interface PoolGate {

	/**
	 * Asks for a place, without waiting.
	 * @param pool the name of the pool
	 * @param now the time, in nanoseconds of {@link System#nanoTime()}
	 * @return the place, to be left exactly once; {@code null} if the pool is full
	 */
	@Nullable Place enter(String pool, long now);

	/**
	 * Whether a provider says by its status that it has too much to do.
	 * @param status an HTTP status
	 * @return {@code true} for 429, 503 and Anthropic's 529
	 */
	static boolean isOverload(int status) {
		return status == 429 || status == 503 || status == 529;
	}

	/**
	 * A place in a pool, held until the attempt's stream ends.
	 */
	interface Place {

		/** A place in a pool without a limit. */
		Place FREE = new Place() {

			@Override
			public void firstToken(long nanos, long now) {
				// Nobody measures.
			}

			@Override
			public void leave(boolean overloaded, long now) {
				// There is always another one.
			}

		};

		/**
		 * The first content has come.
		 * @param nanos how long it took, from the request's last byte, in nanoseconds
		 * @param now the time
		 */
		void firstToken(long nanos, long now);

		/**
		 * Leaves the pool; only the first call counts.
		 * @param overloaded whether the provider has said, or shown by silence, that it
		 * has too much to do
		 * @param now the time
		 */
		void leave(boolean overloaded, long now);

	}

}
