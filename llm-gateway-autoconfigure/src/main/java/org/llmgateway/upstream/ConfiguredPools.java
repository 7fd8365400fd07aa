package org.llmgateway.upstream;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.PassThrough;
import org.llmgateway.exchange.PoolCatalog;
import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.llm.LoadClass;
import org.llmgateway.provider.Provider;
import org.llmgateway.provider.Providers;

/**
 * The pools of the configuration, checked.
 */
final class ConfiguredPools implements PoolCatalog {

	private static final String PREFIX = "llm.gateway.pools.";

	private final Providers providers;

	private final Map<String, List<Endpoint>> pools = new LinkedHashMap<>();

	private final Map<String, StreamOverrides> streams = new HashMap<>();

	private final Map<String, LoadClass> loadClasses = new HashMap<>();

	private final Map<String, Endpoint> through = new HashMap<>();

	/**
	 * Checks and keeps the pools.
	 * @param properties the configuration
	 * @param providers what their endpoints are at
	 * @param now the time, in nanoseconds, at which the endpoints are new
	 */
	ConfiguredPools(UpstreamProperties properties, Providers providers, long now) {
		this.providers = providers;
		providers.all()
			.forEach((provider) -> this.through.put(provider.name(),
					new Endpoint(provider, 1, null, new EndpointState(BalancingSettings.OFF, now))));
		BalancingSettings balancing = BalancingSettings.of(properties.balancing());
		properties.pools().forEach((name, pool) -> {
			ConfigurationFault.checkName(PREFIX + "*", name);
			if (pool.endpoints().isEmpty()) {
				throw new ConfigurationFault(PREFIX + name + ".endpoints", "(empty)", "a pool needs an endpoint",
						"Add an endpoint with the name of a provider.");
			}
			this.pools.put(name,
					pool.endpoints()
						.stream()
						.map((endpoint) -> endpoint(name, endpoint, new EndpointState(balancing, now)))
						.toList());
			if (pool.stream() != null) {
				this.streams.put(name, pool.stream());
			}
			if (pool.loadClass() != null) {
				ConfigurationFault.checkLower(PREFIX + name + ".load-class", pool.loadClass());
				this.loadClasses.put(name, pool.loadClass());
			}
		});
	}

	private Endpoint endpoint(String pool, UpstreamProperties.EndpointDefinition definition, EndpointState state) {
		String key = PREFIX + pool + ".endpoints";
		Provider provider = (definition.provider() != null) ? this.providers.find(definition.provider()) : null;
		if (provider == null) {
			throw new ConfigurationFault(key + ".provider", String.valueOf(definition.provider()),
					"there is no such provider; configured are " + providers(),
					"Name one of these, or add llm.gateway.providers." + definition.provider());
		}
		if (definition.weight() < 0 || definition.weight() > 1_000_000) {
			throw new ConfigurationFault(key + ".weight", String.valueOf(definition.weight()),
					"a weight is from 0 to 1000000", "Set a weight in that range.");
		}
		return new Endpoint(provider, definition.weight(), definition.model(), state);
	}

	/**
	 * The endpoints of a pool.
	 * @param pool the pool's name
	 * @return its endpoints, none if there is no such pool
	 */
	List<Endpoint> members(String pool) {
		return this.pools.getOrDefault(pool, List.of());
	}

	@Nullable List<Endpoint> endpoints(String pool) {
		return this.pools.get(pool);
	}

	/**
	 * A provider as an endpoint that is in no pool, for what goes to it and no other; it
	 * is never ejected.
	 * @param provider the provider's name
	 * @return the endpoint, or {@code null} if there is no such provider
	 */
	@Nullable Endpoint through(String provider) {
		return this.through.get(provider);
	}

	@Override
	public Set<String> pools() {
		return this.pools.keySet();
	}

	@Override
	public @Nullable StreamOverrides stream(String pool) {
		return this.streams.get(pool);
	}

	@Override
	public @Nullable LoadClass loadClass(String pool) {
		return this.loadClasses.get(pool);
	}

	@Override
	public Set<String> providers() {
		Set<String> names = new LinkedHashSet<>();
		this.providers.all().forEach((provider) -> names.add(provider.name()));
		return names;
	}

	@Override
	public List<PassThrough> passThroughs() {
		return this.providers.passThroughs();
	}

}
