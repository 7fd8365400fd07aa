package org.llmgateway.protocol;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What the connections of the TCP server can be seen by.
 */
final class ConnectionMetrics implements MeterBinder {

	private final ConnectionLimit limit;

	private final GuardCounts counts;

	ConnectionMetrics(ConnectionLimit limit, GuardCounts counts) {
		this.limit = limit;
		this.counts = counts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("llm.gateway.connections", this.limit, ConnectionLimit::open)
			.description("Open connections of clients on TCP")
			.register(registry);
		FunctionCounter.builder("llm.gateway.connections.accept.errors", this.counts, GuardCounts::acceptErrors)
			.description("Connections that could not be accepted, such as for want of file descriptors")
			.register(registry);
		for (GuardReason reason : GuardReason.values()) {
			FunctionCounter
				.builder("llm.gateway.connections." + (reason.isRefusal() ? "refused" : "closed"), this.counts,
						(counted) -> counted.count(reason))
				.description(reason.isRefusal() ? "Connections that found no place"
						: "Connections and streams that a guard has ended")
				.tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.register(registry);
		}
	}

}
