package org.llmgateway.limit;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * The limits of the configuration, checked: in total and of each pool that has one.
 */
final class ConfiguredLimits {

	private static final String PREFIX = "llm.gateway.limit.concurrency.";

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final int MOST = 1_000_000;

	private final LimitMode mode;

	private final @Nullable Permits total;

	private final long queueTimeout;

	private final Map<String, Permits> pools = new LinkedHashMap<>();

	/**
	 * Checks the configuration.
	 * @param properties the configuration
	 * @param pools the names of the pools that there are
	 * @param now the time, in nanoseconds
	 * @throws ConfigurationFault if it cannot work
	 */
	ConfiguredLimits(ConcurrencyProperties properties, Collection<String> pools, long now) {
		this.mode = properties.mode();
		ConcurrencyProperties.Queue queue = properties.queue();
		inRange(PREFIX + "queue.per-tenant", queue.perTenant(), 0, MOST);
		inRange(PREFIX + "queue.total", queue.total(), 0, MOST);
		queue.weights().forEach((tenant, weight) -> inRange(PREFIX + "queue.weights." + tenant, weight, 1, 1000));
		this.queueTimeout = nanos(PREFIX + "queue.timeout", queue.timeout(), 1);
		ConcurrencyLimit limit = limit(PREFIX, properties.total(), now);
		this.total = (limit == null) ? null : new Permits(limit, fair(queue), fair(queue));
		properties.pools().forEach((name, pool) -> {
			if (!pools.contains(name)) {
				throw new ConfigurationFault(PREFIX + "pools.*", name, "there is no such pool; configured are " + pools,
						"Name one of these, or add llm.gateway.pools." + name);
			}
			ConcurrencyLimit own = limit(PREFIX + "pools." + name + ".", pool, now);
			if (own != null) {
				this.pools.put(name, new Permits(own, new FairQueue(0, 0, (tenant) -> 1)));
			}
		});
	}

	private static FairQueue fair(ConcurrencyProperties.Queue queue) {
		return new FairQueue(queue.perTenant(), queue.total(), (tenant) -> queue.weights().getOrDefault(tenant, 1));
	}

	private static @Nullable ConcurrencyLimit limit(String prefix, ConcurrencyProperties.Pool pool, long now) {
		inRange(prefix + "max", pool.max(), 1, MOST);
		long window = nanos(prefix + "window", pool.window(), 1);
		long probe = nanos(prefix + "probe", pool.probe(), 0);
		if (!(pool.tolerance() >= 1 && pool.tolerance() <= 10)) {
			throw new ConfigurationFault(prefix + "tolerance", String.valueOf(pool.tolerance()),
					"a tolerance is from 1 to 10", "Set it to a number such as 1.5.");
		}
		return switch (pool.mode()) {
			case OFF -> null;
			case FIXED -> new FixedLimit(pool.max());
			case ADAPTIVE -> {
				inRange(prefix + "min", pool.min(), 1, pool.max());
				inRange(prefix + "initial", pool.initial(), pool.min(), pool.max());
				yield new GradientLimit(
						new GradientSettings(pool.min(), pool.max(), pool.initial(), pool.tolerance(), window, probe),
						now);
			}
		};
	}

	private static void inRange(String property, int value, int least, int most) {
		if (value < least || value > most) {
			throw new ConfigurationFault(property, String.valueOf(value),
					"the number must be from " + least + " to " + most, "Set a number in that range.");
		}
	}

	private static long nanos(String property, Duration time, long least) {
		if (time.compareTo(LONGEST) > 0 || time.compareTo(Duration.ofNanos(least)) < 0) {
			throw new ConfigurationFault(property, time.toString(),
					"the time must be " + ((least > 0) ? "above 0" : "0 or more") + " and at most " + LONGEST,
					"Set a time such as 10s.");
		}
		return time.toNanos();
	}

	LimitMode mode() {
		return this.mode;
	}

	/**
	 * The permits of all requests.
	 * @return the permits, or {@code null} where there is no limit in total
	 */
	@Nullable Permits total() {
		return this.total;
	}

	/**
	 * How long a request may wait for a permit.
	 * @return nanoseconds
	 */
	long queueTimeout() {
		return this.queueTimeout;
	}

	/**
	 * The permits of pools.
	 * @return permits by the name of the pool, of those that have a limit
	 */
	Map<String, Permits> pools() {
		return this.pools;
	}

}
