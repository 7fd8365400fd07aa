package org.llmgateway.limit;

import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.exchange.Elastic;

/**
 * Sets up the memory level and the PRESSURE stage.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MemoryProperties.class)
class MemoryConfiguration {

	private static final String ENABLED = "llm.gateway.limit.memory.enabled";

	@Bean
	@ConditionalOnBooleanProperty(name = ENABLED, havingValue = false)
	PlentyOfMemory llmPlentyOfMemory() {
		return new PlentyOfMemory();
	}

	/**
	 * Where memory is watched.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = ENABLED, matchIfMissing = true)
	static class Watched {

		@Bean
		MemoryMonitor llmMemoryMonitor(MemoryProperties properties, ObjectProvider<Elastic> elastic, ShedCounts shed) {
			return new MemoryMonitor(MemorySources.ofTheJvm(properties.collectorTime()),
					new WaterLevel(properties.settings(), System.nanoTime()), elastic, properties.interval().toNanos(),
					System::nanoTime, () -> shed.count(ShedReason.MEMORY) + shed.count(ShedReason.FULL));
		}

		@Bean
		PressureStage llmPressureStage(MemoryLevel level, ShedCounts shed) {
			return new PressureStage(level, shed);
		}

		@Bean
		MemoryReport llmMemoryReport(MemoryMonitor monitor, MemoryProperties properties) {
			return new MemoryReport(monitor, properties.settings());
		}

	}

	/**
	 * Metrics, where Micrometer is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	@ConditionalOnBooleanProperty(name = ENABLED, matchIfMissing = true)
	static class Metrics {

		@Bean
		MemoryMetrics llmMemoryMetrics(MemoryMonitor monitor) {
			return new MemoryMetrics(monitor);
		}

	}

}
