package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import org.llmgateway.provider.ApiKey;
import org.llmgateway.provider.Provider;

/**
 * The health of a pool: up while there is an endpoint to send requests to, else degraded,
 * which leaves the application's own health as it is: an outage of a provider is no
 * reason to take the gateway out. Keys that were refused are named by their hash.
 */
final class PoolHealthIndicator implements HealthIndicator {

	private static final Status DEGRADED = new Status("DEGRADED");

	private final List<Endpoint> endpoints;

	private final LongSupplier nanoClock;

	PoolHealthIndicator(List<Endpoint> endpoints, LongSupplier nanoClock) {
		this.endpoints = endpoints;
		this.nanoClock = nanoClock;
	}

	@Override
	public Health health() {
		long now = this.nanoClock.getAsLong();
		List<String> available = new ArrayList<>();
		List<String> unavailable = new ArrayList<>();
		Map<String, List<String>> keysOut = new LinkedHashMap<>();
		for (Endpoint endpoint : this.endpoints) {
			boolean usable = endpoint.weight() > 0 && endpoint.isAvailable(now);
			(usable ? available : unavailable).add(endpoint.provider().name());
			List<String> out = out(endpoint.provider(), now);
			if (!out.isEmpty()) {
				keysOut.put(endpoint.provider().name(), out);
			}
		}
		Health.Builder health = available.isEmpty() ? Health.status(DEGRADED) : Health.up();
		health.withDetail("available", available);
		if (!unavailable.isEmpty()) {
			health.withDetail("unavailable", unavailable);
		}
		if (!keysOut.isEmpty()) {
			health.withDetail("keysOut", keysOut);
		}
		return health.build();
	}

	private static List<String> out(Provider provider, long now) {
		List<String> out = new ArrayList<>();
		for (ApiKey key : provider.keys()) {
			String state = key.state(now);
			if (state.equals("out") || state.equals("probing")) {
				out.add(key.hash());
			}
		}
		return out;
	}

}
