package org.llmgateway.exchange;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.LoadClass;

/**
 * Where ROUTING sends a request: the pools to try in order, or one provider.
 *
 * @param pools the names of the pools in order of preference
 * @param provider the provider, for a surface that has no model
 * @param stream what the model sets for its streams
 * @param loadClass the class that the model's requests have at most, or {@code null}
 */
public record RouteDecision(List<String> pools, @Nullable String provider, StreamOverrides stream,
		@Nullable LoadClass loadClass) {

	/**
	 * A decision for pools.
	 * @param pools the names in order of preference
	 * @return the decision
	 */
	public static RouteDecision toPools(List<String> pools) {
		return new RouteDecision(pools, null, StreamOverrides.NONE, null);
	}

	/**
	 * A decision for one provider.
	 * @param provider its name
	 * @return the decision
	 */
	public static RouteDecision toProvider(String provider) {
		return new RouteDecision(List.of(), provider, StreamOverrides.NONE, null);
	}

}
