package org.llmgateway.protocol;

import java.time.Duration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.unit.DataSize;

import org.llmgateway.exchange.Drain;

/**
 * Auto-configuration of the protocols that clients may speak.
 */
@AutoConfiguration(before = NettyReactiveWebServerAutoConfiguration.class)
@AutoConfigureOrder(Ordered.HIGHEST_PRECEDENCE)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(NettyReactiveWebServerFactory.class)
@EnableConfigurationProperties({ ProtocolProperties.class, ConnectionProperties.class, Http2Properties.class,
		Http3Properties.class })
@Import({ ConnectionConfiguration.class, Http3Configuration.class, LoopWatchConfiguration.class })
public final class ProtocolAutoConfiguration {

	private static final DataSize DEFAULT_BODY_LIMIT = DataSize.ofMegabytes(32);

	@Bean
	@ConditionalOnMissingBean
	ReactorResourceFactory reactorResourceFactory(ProtocolProperties properties, Environment environment) {
		ReactorResourceFactory factory = new ReactorResourceFactory();
		factory.setUseGlobalResources(false);
		factory.setLoopResourcesSupplier(() -> EventLoops.create(properties));
		factory.setShutdownQuietPeriod(
				read(environment, "spring.reactor.netty.shutdown-quiet-period", Duration.class, Duration.ZERO));
		return factory;
	}

	@Bean
	ProtocolPlan llmProtocolPlan(ProtocolProperties properties, Http3Properties http3, ServerProperties server) {
		ProtocolPlan plan = ProtocolPlan.of(properties.protocols(), Ssl.isEnabled(server.getSsl()), http3.sslBundle());
		Platform.require(properties, plan);
		return plan;
	}

	@Bean
	ProtocolReport llmProtocolReport(ProtocolPlan plan, ProtocolProperties properties) {
		return new ProtocolReport(plan, properties);
	}

	@Bean
	AltSvc llmAltSvc() {
		return new AltSvc();
	}

	@Bean
	TcpServerCustomizer llmTcpServerCustomizer(ProtocolPlan plan, ProtocolProperties properties, Http2Properties http2,
			TcpConnections connections, AltSvc altSvc, Environment environment) {
		RequestSetup requests = new RequestSetup(connections.properties(), new ResponseHeaders(altSvc),
				new RequestGuard(true, plan.http3Only(), properties.headerLimit()), connections.counts());
		DataSize bodyLimit = read(environment, "llm.gateway.inspection.max-body-size", DataSize.class,
				DEFAULT_BODY_LIMIT);
		return new TcpServerCustomizer(plan, http2, connections, requests, properties.headerLimit(), bodyLimit);
	}

	@Bean
	Drain llmDrain(ProtocolProperties properties, ServerProperties server, Environment environment) {
		return Drain.of(properties.drainTimeout(),
				read(environment, Drain.PHASE, Duration.class, Duration.ofSeconds(30)),
				server.getShutdown() == Shutdown.GRACEFUL);
	}

	private static <T> T read(Environment environment, String name, Class<T> type, T fallback) {
		return Binder.get(environment).bind(name, type).orElse(fallback);
	}

}
