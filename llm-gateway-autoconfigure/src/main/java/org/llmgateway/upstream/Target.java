package org.llmgateway.upstream;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.provider.ApiKey;

/**
 * Where an attempt goes: an endpoint whose turn has begun, and a key that was taken.
 *
 * @param endpoint the endpoint
 * @param turn the endpoint's turn, ended by the attempt
 * @param key the key, told by the attempt how the provider answers
 * @param stream what the endpoint's pool sets for streams
 */
record Target(Endpoint endpoint, EndpointState.Turn turn, ApiKey key, @Nullable StreamOverrides stream) {

	/**
	 * The attempt is not made.
	 * @param now the time
	 */
	void giveBack(long now) {
		this.key.answered(0, 0, now);
		this.turn.end(EndpointState.Outcome.NEUTRAL, now);
	}

}
