package org.llmgateway.limit;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What the limits of concurrency can be seen by.
 */
final class ConcurrencyMetrics implements MeterBinder {

	private final ConfiguredLimits limits;

	private final QueueWaits waits;

	private final PoolLimits pools;

	ConcurrencyMetrics(ConfiguredLimits limits, QueueWaits waits, PoolLimits pools) {
		this.limits = limits;
		this.waits = waits;
		this.pools = pools;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Permits total = this.limits.total();
		if (total != null) {
			bind("llm.gateway.concurrency", Tags.empty(), total, registry);
			bindQueue(total, registry);
		}
		this.pools.gates().forEach((name, gate) -> {
			Tags pool = Tags.of("pool", name);
			bind("llm.gateway.pool.concurrency", pool, gate.permits(), registry);
			FunctionCounter.builder("llm.gateway.pool.concurrency.rejected", gate, PoolLimits.Gate::rejected)
				.description("Attempts that found the pool full")
				.tags(pool)
				.register(registry);
		});
	}

	private static void bind(String prefix, Tags tags, Permits permits, MeterRegistry registry) {
		Gauge.builder(prefix + ".limit", permits, (each) -> each.limit().limit())
			.description("How many requests may be under way")
			.tags(tags)
			.register(registry);
		Gauge.builder(prefix + ".in.flight", permits, Permits::inFlight)
			.description("Requests under way")
			.tags(tags)
			.register(registry);
	}

	private void bindQueue(Permits total, MeterRegistry registry) {
		Gauge.builder("llm.gateway.concurrency.waiting", total, Permits::waiting)
			.description("Requests that wait for their turn")
			.register(registry);
		FunctionTimer
			.builder("llm.gateway.concurrency.wait", this.waits, QueueWaits::waits, QueueWaits::waitedNanos,
					TimeUnit.NANOSECONDS)
			.description("How long requests waited for their turn, or for nothing")
			.register(registry);
	}

}
