package org.llmgateway.upstream;

import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.EventBound;
import org.llmgateway.exchange.PoolGate;
import org.llmgateway.provider.ProviderAutoConfiguration;
import org.llmgateway.provider.Providers;

/**
 * Sets up the pools and the UPSTREAM stage.
 */
@AutoConfiguration(after = ProviderAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties({ UpstreamProperties.class, FailoverProperties.class })
@Import(PoolActuatorConfiguration.class)
public final class UpstreamAutoConfiguration {

	@Bean
	ConfiguredPools llmPools(UpstreamProperties properties, Providers providers) {
		return new ConfiguredPools(properties, providers, System.nanoTime());
	}

	@Bean
	IdleConnections llmIdleConnections(UpstreamProperties properties) {
		return new IdleConnections(properties.upstream().maxIdleConnections());
	}

	@Bean
	@ConditionalOnMissingBean
	UpstreamTransport llmUpstreamTransport(UpstreamProperties properties, IdleConnections kept,
			ReactorResourceFactory resources, ObjectProvider<SslBundles> sslBundles) {
		return new ProviderTransport(properties.upstream(), kept, resources::getLoopResources, sslBundles::getObject);
	}

	@Bean
	UpstreamStage llmUpstreamStage(ConfiguredPools pools, UpstreamTransport transport, UpstreamProperties properties,
			FailoverProperties failover, ObjectProvider<EventBound> events, ObjectProvider<PoolGate> gate) {
		UpstreamProperties.Upstream upstream = properties.upstream();
		RequestAdapter adapter = new RequestAdapter(new HeaderAllowList(upstream.requestHeaders()));
		Attempts attempts = new Attempts(adapter, transport, upstream.responseTimeout().toNanos(),
				(int) upstream.maxJsonBuffer().toBytes(), eventLimit(events.getIfAvailable()));
		EndpointPicker picker = new EndpointPicker(() -> ThreadLocalRandom.current().nextDouble());
		Targets targets = new Targets(pools, picker, gate.getIfAvailable(() -> (pool, now) -> PoolGate.Place.FREE));
		FailoverPolicy policy = new FailoverPolicy(failover, (bound) -> ThreadLocalRandom.current().nextLong(bound));
		return new UpstreamStage(attempts, targets, policy);
	}

	private static int eventLimit(@Nullable EventBound events) {
		return (events != null) ? events.maxEventSize() : SseParser.DEFAULT_MAX_EVENT_BYTES;
	}

}
