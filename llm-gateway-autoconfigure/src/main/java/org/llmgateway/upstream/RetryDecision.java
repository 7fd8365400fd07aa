package org.llmgateway.upstream;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.GatewayError;

/**
 * Whether what went wrong in an attempt, before any content was sent to the caller, is
 * worth another attempt.
 */
enum RetryDecision {

	/** The caller gets what there is. */
	NONE,

	/** Another endpoint, or the same after a wait. */
	AGAIN,

	/** Another endpoint, or the same with another key. */
	WITH_OTHER_KEY;

	/** What a provider may be asked twice without doing something twice. */
	private static final List<String> SAFE_METHODS = List.of("GET", "HEAD");

	/**
	 * Decides by the status of an answer.
	 * @param status the status
	 * @return the decision
	 */
	static RetryDecision of(int status) {
		return switch (status) {
			case 408, 429, 500, 502, 503, 504, 529 -> AGAIN;
			case 401, 402, 403 -> WITH_OTHER_KEY;
			default -> NONE;
		};
	}

	/**
	 * Decides by an error of the gateway's.
	 * @param error the error
	 * @param firstToken whether time-outs of a stream are worth another attempt
	 * @return the decision
	 */
	static RetryDecision of(GatewayError error, boolean firstToken) {
		return switch (error) {
			case UPSTREAM_REFUSED, UPSTREAM_BROKEN, UPSTREAM_CUT, UPSTREAM_FAILED, UPSTREAM_BUSY, UPSTREAM_TIMEOUT ->
				AGAIN;
			case FIRST_TOKEN_TIMEOUT, IDLE_TIMEOUT -> firstToken ? AGAIN : NONE;
			default -> NONE;
		};
	}

	/**
	 * Whether an error is the endpoint's fault.
	 * @param error the error
	 * @return {@code true} if it counts against the endpoint
	 */
	static boolean blames(GatewayError error) {
		return error != GatewayError.UPSTREAM_BUSY && of(error, true) == AGAIN;
	}

	/**
	 * Whether a request can be sent a second time at all.
	 * @param inspected whether its body was read, and is kept
	 * @param hasContent whether it has a body that is streamed through
	 * @param method its HTTP method
	 * @return {@code true} if it can
	 */
	static boolean isReplayable(boolean inspected, boolean hasContent, @Nullable String method) {
		return inspected || (!hasContent && SAFE_METHODS.contains(method));
	}

}
