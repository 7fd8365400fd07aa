package org.llmgateway.bench.load;

/**
 * What became of one request of an {@link OpenSpec}.
 *
 * @param flow the place of its flow
 * @param phase the place of the phase it came in
 * @param at when it was due, in milliseconds since the first phase began
 * @param kind how it ended: one of the constants, or what went wrong
 * @param firstMillis from when it was due to the first event, or -1
 * @param millis from when it was due to its end
 * @param unsent bytes of the request that had not left when the answer began
 */
public record Arrival(int flow, int phase, double at, String kind, double firstMillis, double millis, int unsent) {

	/** Answered rightly. */
	public static final String DONE = "done";

	/** Refused with 503 and Retry-After. */
	public static final String SHED = "shed";

	/** A slow reader that read until it hung up by itself. */
	public static final String HELD = "held";

	/** The caller gave up. */
	public static final String GIVEN_UP = "given up";

	/** The load generator had too many under way. */
	public static final String NOT_SENT = "not sent";

}
