package org.llmgateway.exchange;

import org.llmgateway.llm.GatewayError;

/**
 * How a request ended; the first to see it sets it.
 */
public enum Ending {

	/** The caller has the whole answer. */
	COMPLETE,

	/** The gateway refused the request itself. */
	REFUSED,

	/** The caller went away. */
	CLIENT_GONE,

	/** The provider answered with an error, which the caller has. */
	UPSTREAM_ERROR,

	/** The provider broke off. */
	UPSTREAM_CUT,

	/** No part of the answer's content came in time. */
	FIRST_TOKEN_TIMEOUT,

	/** The provider fell silent in the middle of its answer. */
	IDLE_TIMEOUT,

	/** The request took too long as a whole. */
	TOTAL_TIMEOUT,

	/** The caller took no byte of the answer for too long. */
	WRITE_STALL,

	/** The gateway refused the request because of its load. */
	SHED,

	/** The answer was ended because the caller's quota was used up. */
	METERED_OUT,

	/** The gateway is shutting down, and the drain time-out has passed. */
	GATEWAY_STOPPING;

	/**
	 * The ending that an error means.
	 * @param error what the caller was told, or should have been
	 * @return the ending
	 */
	public static Ending of(Throwable error) {
		return (error instanceof GatewayException known) ? of(known.error()) : REFUSED;
	}

	private static Ending of(GatewayError error) {
		return switch (error) {
			case UPSTREAM_REFUSED, UPSTREAM_BROKEN, UPSTREAM_FAILED, UPSTREAM_TIMEOUT -> UPSTREAM_ERROR;
			case UPSTREAM_CUT -> UPSTREAM_CUT;
			case FIRST_TOKEN_TIMEOUT -> FIRST_TOKEN_TIMEOUT;
			case IDLE_TIMEOUT -> IDLE_TIMEOUT;
			case TOTAL_TIMEOUT -> TOTAL_TIMEOUT;
			case GATEWAY_STOPPING -> GATEWAY_STOPPING;
			case OVERLOADED -> SHED;
			default -> REFUSED;
		};
	}

}
