package org.llmgateway.limit;

import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.exchange.LimitReport;

/**
 * Sets up what shows the limits.
 */
@Configuration(proxyBeanMethods = false)
class LimitActuatorConfiguration {

	/**
	 * The endpoint and the health, where the actuator is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, ConditionalOnEnabledHealthIndicator.class })
	static class Actuator {

		@Bean
		@ConditionalOnAvailableEndpoint
		LlmLimitsEndpoint llmLimitsEndpoint(ObjectProvider<LimitReport> reports) {
			return new LlmLimitsEndpoint(reports.orderedStream().toList());
		}

		/** The name of the bean names the component {@code llmLimits}. */
		@Bean
		@ConditionalOnEnabledHealthIndicator("llmlimits")
		LimitsHealthIndicator llmLimitsHealthIndicator(ObjectProvider<LimitReport> reports) {
			return new LimitsHealthIndicator(reports.orderedStream().toList());
		}

	}

	/**
	 * Metrics, where Micrometer is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		LimitMetrics llmLimitMetrics(ShedCounts counts) {
			return new LimitMetrics(counts);
		}

	}

}
