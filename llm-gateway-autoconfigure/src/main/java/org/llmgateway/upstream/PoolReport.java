package org.llmgateway.upstream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.llmgateway.provider.ApiKey;
import org.llmgateway.provider.Provider;
import org.llmgateway.provider.Providers;

/**
 * What there is to see of pools and keys at one moment; a key is shown by its hash.
 *
 * @param pools the endpoints of each pool
 * @param keys the keys of each provider that has any
 */
record PoolReport(Map<String, List<EndpointReport>> pools, Map<String, List<KeyReport>> keys) {

	/**
	 * Looks at pools and keys.
	 * @param pools the pools
	 * @param providers the providers
	 * @param now the time of the states, in nanoseconds
	 * @param today the same time, on the calendar
	 * @return what was seen
	 */
	static PoolReport of(ConfiguredPools pools, Providers providers, long now, Instant today) {
		Map<String, List<EndpointReport>> endpoints = new LinkedHashMap<>();
		for (String name : pools.pools()) {
			List<EndpointReport> reports = new ArrayList<>();
			pools.members(name).forEach((endpoint) -> reports.add(EndpointReport.of(endpoint, now, today)));
			endpoints.put(name, reports);
		}
		Map<String, List<KeyReport>> keys = new LinkedHashMap<>();
		for (Provider provider : providers.all()) {
			List<KeyReport> reports = new ArrayList<>();
			provider.keys().forEach((key) -> reports.add(KeyReport.of(key, now, today)));
			if (!reports.isEmpty()) {
				keys.put(provider.name(), reports);
			}
		}
		return new PoolReport(endpoints, keys);
	}

	private static @Nullable Instant until(long retryAt, Instant today) {
		return (retryAt > 0 && retryAt != Long.MAX_VALUE) ? today.plusNanos(retryAt) : null;
	}

	/**
	 * An endpoint.
	 *
	 * @param provider the name of its provider
	 * @param model the model's name there, where it differs from the caller's
	 * @param weight its configured weight
	 * @param available whether requests are sent: it is up, with a weight and a key
	 * @param state {@code up}, {@code ejected} or {@code probing}
	 * @param until when it is probed, if it is ejected
	 * @param firstTokenMillis the average time to the first token, if there is one
	 * @param inFlight attempts that have not ended
	 * @param failures failures since the last success
	 */
	record EndpointReport(String provider, @Nullable String model, int weight, boolean available, String state,
			@Nullable Instant until, @Nullable Double firstTokenMillis, int inFlight, int failures) {

		private static EndpointReport of(Endpoint endpoint, long now, Instant today) {
			EndpointState state = endpoint.state();
			EndpointState.Phase phase = state.phase();
			double average = state.ewma().average();
			return new EndpointReport(endpoint.provider().name(), endpoint.model(), endpoint.weight(),
					endpoint.weight() > 0 && endpoint.isAvailable(now), phase.name().toLowerCase(Locale.ROOT),
					(phase == EndpointState.Phase.EJECTED) ? PoolReport.until(state.retryAt(now), today) : null,
					(average > 0) ? Math.round(average / 1e4) / 1e2 : null, state.inFlight(), state.failures());
		}

	}

	/**
	 * A key.
	 *
	 * @param hash the first 8 hexadecimal digits of its SHA-256
	 * @param state {@code up}, {@code cooling}, {@code out} or {@code probing}
	 * @param until when it is used or tried again, if it is not in use
	 */
	record KeyReport(String hash, String state, @Nullable Instant until) {

		private static KeyReport of(ApiKey key, long now, Instant today) {
			return new KeyReport(key.hash(), key.state(now), PoolReport.until(key.retryAt(now), today));
		}

	}

}
