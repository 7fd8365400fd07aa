package org.llmgateway.limit;

import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.exchange.PoolCatalog;

/**
 * Sets up tenants, their queue, and the limits of concurrency.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ TenantProperties.class, ConcurrencyProperties.class })
class ConcurrencyConfiguration {

	@Bean
	TenantStage llmTenantStage(TenantProperties properties) {
		return new TenantStage(properties.tenantHeader(), new Tenants(properties.classes()));
	}

	@Bean
	ConfiguredLimits llmConcurrencyLimits(ConcurrencyProperties properties, ObjectProvider<PoolCatalog> pools) {
		PoolCatalog catalog = pools.getIfAvailable();
		return new ConfiguredLimits(properties, (catalog != null) ? catalog.pools() : Set.of(), System.nanoTime());
	}

	@Bean
	QueueWaits llmQueueWaits() {
		return new QueueWaits();
	}

	@Bean
	ConcurrencyStage llmConcurrencyStage(ConfiguredLimits limits, QueueWaits waits, ShedCounts shed) {
		return new ConcurrencyStage(limits.total(), limits.queueTimeout(), waits, shed);
	}

	@Bean
	ConcurrencyReport llmConcurrencyReport(ConfiguredLimits limits, ShedCounts shed) {
		return new ConcurrencyReport(limits, shed);
	}

	@Bean
	PoolLimits llmPoolLimits(ConfiguredLimits limits) {
		return new PoolLimits(limits.pools());
	}

	/**
	 * Metrics, where Micrometer is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
	static class Metrics {

		@Bean
		ConcurrencyMetrics llmConcurrencyMetrics(ConfiguredLimits limits, QueueWaits waits, PoolLimits pools) {
			return new ConcurrencyMetrics(limits, waits, pools);
		}

	}

}
