package org.llmgateway.stream;

import java.time.Duration;

import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.exchange.Drain;
import org.llmgateway.exchange.EventBound;
import org.llmgateway.exchange.PoolCatalog;

/**
 * Sets up the DELIVERY stage.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(StreamProperties.class)
public final class StreamAutoConfiguration {

	@Bean
	SharedBuffer llmSharedBuffer(StreamProperties properties) {
		return new SharedBuffer(properties.buffer().total().toBytes());
	}

	@Bean
	OpenDeliveries llmOpenDeliveries(ObjectProvider<Drain> drain) {
		return new OpenDeliveries(drain.getIfAvailable(() -> new Drain(Duration.ZERO)).limit());
	}

	@Bean
	Endings llmEndings() {
		return new Endings(System::nanoTime);
	}

	@Bean
	EventBound llmEventBound(StreamProperties properties, Endings endings) {
		return new CountedEventBound((int) properties.maxEventSize().toBytes(), endings);
	}

	@Bean
	DeliveryStage llmDeliveryStage(StreamProperties properties, PoolCatalog pools, Endings endings, SharedBuffer buffer,
			OpenDeliveries open) {
		return new DeliveryStage(properties.settings(), pools, endings,
				new DeliveryStage.DeliveryContext(buffer, open, System::nanoTime));
	}

	/**
	 * Metrics, where Micrometer is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		StreamMetrics llmStreamMetrics(SharedBuffer buffer, OpenDeliveries open, Endings endings) {
			return new StreamMetrics(buffer, open, endings);
		}

	}

}
