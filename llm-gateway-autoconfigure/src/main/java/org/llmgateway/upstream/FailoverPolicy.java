package org.llmgateway.upstream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.FailoverOverrides;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * How often a request may be tried, and when.
 */
final class FailoverPolicy {

	/** By which a caller lowers the number of attempts. */
	static final String MAX_ATTEMPTS = "X-LLM-Max-Attempts";

	private final int attempts;

	private final boolean firstToken;

	private final Backoff backoff;

	private final RetryBudget budget;

	private final long maxRetryAfter;

	/**
	 * Creates a policy.
	 * @param properties what is configured
	 * @param random gives a number from 0 up to, but not including, its argument
	 */
	FailoverPolicy(FailoverProperties properties, LongUnaryOperator random) {
		this.attempts = properties.attempts();
		this.firstToken = properties.firstToken();
		this.backoff = new Backoff(properties.backoff().toNanos(), properties.maxBackoff().toNanos(), random);
		this.budget = new RetryBudget(properties.budget(), properties.minRetries());
		this.maxRetryAfter = properties.maxRetryAfter().toNanos();
	}

	/**
	 * How often a request may be sent.
	 * @param route what the route sets, or {@code null}
	 * @param caller the caller's header, or {@code null}
	 * @return the number of attempts, the first one included
	 * @throws GatewayException if the header is no number from 1 on
	 */
	int attempts(@Nullable FailoverOverrides route, @Nullable String caller) {
		Integer set = (route != null) ? route.attempts() : null;
		int allowed = (set != null) ? set : this.attempts;
		return (caller != null) ? Math.min(allowed, parse(caller)) : allowed;
	}

	private static int parse(String value) {
		int number = 0;
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c < '0' || c > '9') {
				number = 0;
				break;
			}
			number = Math.min(1_000_000, number * 10 + c - '0');
		}
		if (number < 1) {
			throw new GatewayException(GatewayError.INVALID_REQUEST,
					MAX_ATTEMPTS + " is a whole number from 1 on; it can only lower the gateway's own number");
		}
		return number;
	}

	/**
	 * Whether a stream whose content does not come in time is tried elsewhere.
	 * @param route what the route sets, or {@code null}
	 * @return {@code true} if so
	 */
	boolean firstToken(@Nullable FailoverOverrides route) {
		Boolean set = (route != null) ? route.firstToken() : null;
		return (set != null) ? set : this.firstToken;
	}

	/**
	 * How long to wait before an endpoint is asked again.
	 * @param attempts how many there have been
	 * @param ready how long the endpoint is not ready, in nanoseconds: by its
	 * Retry-After, its state and its keys
	 * @return nanoseconds, or -1 where that is too long
	 */
	long waitFor(int attempts, long ready) {
		return (ready <= this.maxRetryAfter) ? Math.max(ready, this.backoff.before(attempts)) : -1;
	}

	/**
	 * The budget of retries, shared by all requests.
	 * @return the budget
	 */
	RetryBudget budget() {
		return this.budget;
	}

	/**
	 * The Retry-After for a caller.
	 * @param nanos how long to wait, in nanoseconds
	 * @return seconds, at least 1
	 */
	static String seconds(long nanos) {
		return Long.toString(Math.max(1, (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1)));
	}

}
