package org.llmgateway.protocol;

import io.micrometer.core.instrument.binder.MeterBinder;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Sets up the watch on the event loops.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LoopWatchProperties.class)
@ConditionalOnBooleanProperty(name = "llm.gateway.loop-watch.enabled", matchIfMissing = true)
class LoopWatchConfiguration {

	@Bean
	LoopWatch llmLoopWatch(ReactorResourceFactory resources, LoopWatchProperties properties) {
		return new LoopWatch(() -> resources.getLoopResources().onServer(LoopResources.DEFAULT_NATIVE), properties);
	}

	/**
	 * Metrics, where Micrometer is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		EventLoopMetrics llmEventLoopMetrics(LoopWatch watch) {
			return new EventLoopMetrics(watch);
		}

	}

}
