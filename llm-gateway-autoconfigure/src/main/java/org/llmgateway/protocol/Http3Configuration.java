package org.llmgateway.protocol;

import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;

import org.llmgateway.exchange.Drain;

/**
 * Sets up the HTTP/3 server and its guards.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(Http3Condition.class)
class Http3Configuration {

	@Bean
	QuicConnections llmQuicConnections(Http3Properties properties) {
		return new QuicConnections(properties);
	}

	@Bean
	Http3Server llmHttp3Server(Http3ServerFactory factory, QuicConnections connections, HttpHandler handler,
			AltSvc altSvc, Drain drain, ApplicationContext context) {
		return new Http3Server(connections, factory.serving(handler), context, altSvc, drain.limit());
	}

	@Bean
	Http3ServerFactory llmHttp3ServerFactory(ProtocolProperties properties, QuicConnections connections,
			TcpConnections tcp, ServerProperties server, SslBundles bundles, ReactorResourceFactory resources) {
		Http3Properties http3 = connections.properties();
		QuicCertificate certificate = new QuicCertificate(bundles, http3.sslBundle(), server.getSsl(),
				http3.earlyData());
		RequestSetup requests = new RequestSetup(tcp.properties(), new ResponseHeaders(null),
				new RequestGuard(false, false, properties.headerLimit()), tcp.counts());
		return new Http3ServerFactory(properties, connections, certificate, requests, resources, server.getAddress());
	}

	/**
	 * Metrics, where Micrometer is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		QuicMetrics llmQuicMetrics(QuicConnections connections) {
			return new QuicMetrics(connections);
		}

	}

}
