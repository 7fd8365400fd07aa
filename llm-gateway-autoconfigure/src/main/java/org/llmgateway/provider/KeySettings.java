package org.llmgateway.provider;

/**
 * For how long a key is not used, decided. Times are nanoseconds.
 *
 * @param retry after how long a key that was refused is tried again; 0 for never
 * @param coolDown how long a key rests after 429 without {@code Retry-After}
 * @param maxCoolDown how long a key rests at most, whatever {@code Retry-After} says
 */
record KeySettings(long retry, long coolDown, long maxCoolDown) {

	/** As the properties have it by default. */
	static final KeySettings DEFAULT = new KeySettings(600_000_000_000L, 1_000_000_000L, 600_000_000_000L);

}
