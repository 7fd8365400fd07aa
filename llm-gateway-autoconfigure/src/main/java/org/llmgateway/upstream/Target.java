package org.llmgateway.upstream;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.PoolGate;
import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.provider.ApiKey;

/**
 * Where an attempt goes: an endpoint whose turn has begun, and a key that was taken.
 *
 * @param endpoint the endpoint
 * @param turn the endpoint's turn, ended by the attempt
 * @param key the key, told by the attempt how the provider answers
 * @param stream what the endpoint's pool sets for streams
 * @param place the place in the pool, left by the attempt
 */
record Target(Endpoint endpoint, EndpointState.Turn turn, ApiKey key, @Nullable StreamOverrides stream,
		PoolGate.Place place) {

	/**
	 * The first content has come.
	 * @param nanos how long it took, from the request's last byte
	 * @param now the time
	 */
	void firstToken(long nanos, long now) {
		this.turn.firstToken(nanos, now);
		this.place.firstToken(nanos, now);
	}

	/**
	 * The endpoint's turn is over, and the place in the pool is free; only the first end
	 * counts.
	 * @param outcome how the attempt ended
	 * @param overloaded whether the provider has too much to do
	 * @param now the time
	 */
	void end(EndpointState.Outcome outcome, boolean overloaded, long now) {
		this.turn.end(outcome, now);
		this.place.leave(overloaded, now);
	}

	/**
	 * The attempt is not made.
	 * @param now the time
	 */
	void giveBack(long now) {
		this.key.answered(0, 0, now);
		end(EndpointState.Outcome.NEUTRAL, false, now);
	}

}
