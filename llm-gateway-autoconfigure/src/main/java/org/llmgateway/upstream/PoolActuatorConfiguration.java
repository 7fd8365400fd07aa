package org.llmgateway.upstream;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.provider.Providers;

/**
 * Shows the pools to the actuator, where there is one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, ConditionalOnEnabledHealthIndicator.class })
class PoolActuatorConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint
	LlmPoolsEndpoint llmPoolsEndpoint(ConfiguredPools pools, Providers providers) {
		return new LlmPoolsEndpoint(() -> PoolReport.of(pools, providers, System.nanoTime(), Instant.now()));
	}

	/** The name of the bean names the component {@code llmPools}. */
	@Bean
	@ConditionalOnEnabledHealthIndicator("llmpools")
	CompositeHealthContributor llmPoolsHealthContributor(ConfiguredPools pools) {
		Map<String, HealthContributor> contributors = new LinkedHashMap<>();
		for (String pool : pools.pools()) {
			contributors.put(pool, new PoolHealthIndicator(pools.members(pool), System::nanoTime));
		}
		return CompositeHealthContributor.fromMap(contributors);
	}

}
