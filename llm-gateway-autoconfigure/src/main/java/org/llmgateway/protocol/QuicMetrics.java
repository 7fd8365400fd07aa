package org.llmgateway.protocol;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many QUIC connections there are, and what their guards have refused.
 */
final class QuicMetrics implements MeterBinder {

	private final QuicConnections connections;

	QuicMetrics(QuicConnections connections) {
		this.connections = connections;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("llm.gateway.quic.connections", this.connections, QuicConnections::open)
			.description("Open QUIC connections, with those whose handshake is under way")
			.register(registry);
		Gauge.builder("llm.gateway.quic.handshakes", this.connections, QuicConnections::handshakes)
			.description("QUIC handshakes under way")
			.register(registry);
		this.connections.counts()
			.forEach((name, count) -> FunctionCounter.builder("llm.gateway.quic.guarded", count, LongAdder::sum)
				.description("What the guards of QUIC have refused, or asked for again")
				.tag("what", name)
				.register(registry));
	}

}
