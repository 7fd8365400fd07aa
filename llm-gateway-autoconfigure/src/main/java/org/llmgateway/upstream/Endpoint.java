package org.llmgateway.upstream;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.Dialect;
import org.llmgateway.provider.Provider;

/**
 * One place that can serve a request: a provider, and the model's name there.
 *
 * @param provider the provider
 * @param weight the share of requests
 * @param model the model's name at the provider, or {@code null} for the caller's
 * @param state what is known of it
 */
record Endpoint(Provider provider, int weight, @Nullable String model, EndpointState state) {

	boolean serves(Dialect dialect) {
		return this.weight > 0 && this.provider.dialect() == dialect;
	}

	/**
	 * Whether it is neither ejected nor without a key.
	 * @param now the time
	 * @return whether a request may be sent
	 */
	boolean isAvailable(long now) {
		return this.state.isAvailable(now) && this.provider.keysRetryAt(now) == 0;
	}

	/**
	 * When it is worth asking again.
	 * @param now the time
	 * @return nanoseconds from now; 0 if the endpoint is available,
	 * {@link Long#MAX_VALUE} if it will not be again
	 */
	long retryAt(long now) {
		return Math.max(this.state.retryAt(now), this.provider.keysRetryAt(now));
	}

}
