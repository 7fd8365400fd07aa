package org.llmgateway.house.violations.quota;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts where nobody looks. */
final class CountsWithMicrometer {

	Class<?> registry() {
		return MeterRegistry.class;
	}

}
