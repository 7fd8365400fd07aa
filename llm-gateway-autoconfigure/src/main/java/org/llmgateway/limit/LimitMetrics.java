package org.llmgateway.limit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What refusals for load can be seen by.
 */
final class LimitMetrics implements MeterBinder {

	private final ShedCounts counts;

	LimitMetrics(ShedCounts counts) {
		this.counts = counts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (ShedReason reason : ShedReason.values()) {
			FunctionCounter.builder("llm.gateway.shed", this.counts, (counted) -> counted.count(reason))
				.description("Requests that were refused for the load of the gateway")
				.tag("reason", reason.tag())
				.register(registry);
		}
	}

}
