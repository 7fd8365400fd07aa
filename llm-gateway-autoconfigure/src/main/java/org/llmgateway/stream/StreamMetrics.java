package org.llmgateway.stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.llmgateway.exchange.Ending;

/**
 * What the delivery of streams can be seen by.
 */
final class StreamMetrics implements MeterBinder {

	private final SharedBuffer buffer;

	private final OpenDeliveries open;

	private final Endings endings;

	StreamMetrics(SharedBuffer buffer, OpenDeliveries open, Endings endings) {
		this.buffer = buffer;
		this.open = open;
		this.endings = endings;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("llm.gateway.requests.open", this.open, OpenDeliveries::size)
			.description("Requests between routing and the end of their answers")
			.register(registry);
		Gauge.builder("llm.gateway.stream.buffered", this.buffer, SharedBuffer::used)
			.description("Memory of chunks that wait for slow clients")
			.baseUnit("bytes")
			.register(registry);
		FunctionCounter.builder("llm.gateway.stream.upstream.saved", this.buffer, SharedBuffer::savedSeconds)
			.description("For how long providers were done before their slow clients were")
			.baseUnit("seconds")
			.register(registry);
		FunctionCounter.builder("llm.gateway.stream.events.oversized", this.endings, Endings::oversizedEvents)
			.description("Events of providers that passed uninspected because they were too large")
			.register(registry);
		for (Ending ending : Ending.values()) {
			FunctionCounter.builder("llm.gateway.requests", this.endings, (counted) -> counted.count(ending))
				.description("Requests by how they ended")
				.tag("ending", Endings.nameOf(ending))
				.register(registry);
		}
	}

}
