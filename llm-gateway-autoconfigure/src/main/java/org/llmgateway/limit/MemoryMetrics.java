package org.llmgateway.limit;

import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What the level of memory can be seen by.
 */
final class MemoryMetrics implements MeterBinder {

	private final MemoryMonitor monitor;

	MemoryMetrics(MemoryMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		List<String> names = this.monitor.names();
		for (int i = 0; i < names.size(); i++) {
			int source = i;
			Gauge.builder("llm.gateway.memory.level", this.monitor, (monitor) -> monitor.level(source))
				.description("How full memory is, from 0 to 1")
				.tag("source", names.get(i))
				.register(registry);
		}
	}

}
