package org.llmgateway.limit;

import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What the level of memory can be seen by.
 */
final class MemoryMetrics implements MeterBinder {

	private final MemoryMonitor monitor;

	private final PressureStage stage;

	MemoryMetrics(MemoryMonitor monitor, PressureStage stage) {
		this.monitor = monitor;
		this.stage = stage;
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
		FunctionCounter.builder("llm.gateway.shed", this.stage, PressureStage::refused)
			.description("Requests refused by load")
			.tag("reason", "memory-full")
			.register(registry);
	}

}
