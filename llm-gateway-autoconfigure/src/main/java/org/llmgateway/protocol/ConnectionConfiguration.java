package org.llmgateway.protocol;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.exchange.Drain;

/**
 * Sets up the guards of TCP connections, and what shows them.
 */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {

	@Bean
	GuardCounts llmGuardCounts() {
		return new GuardCounts();
	}

	@Bean
	ConnectionLimit llmConnectionLimit(ConnectionProperties properties) {
		return new ConnectionLimit(properties.resolvedMaxConnections(Platform.fileDescriptors()),
				properties.maxConnectionsPerAddress());
	}

	@Bean
	TcpConnections llmTcpConnections(ConnectionProperties connection, Http2Properties http2,
			ProtocolProperties protocol, ConnectionLimit limit, GuardCounts counts) {
		return new TcpConnections(connection, http2, protocol, limit, counts);
	}

	@Bean(destroyMethod = "cancel")
	TcpDrain llmTcpDrain(TcpConnections connections, AltSvc altSvc, Drain drain) {
		return new TcpDrain(connections, altSvc, drain.limit());
	}

	@Bean
	ConnectionReport llmConnectionReport(ConnectionLimit limit, GuardCounts counts, ConnectionProperties properties,
			Http2Properties http2) {
		return new ConnectionReport(limit, counts, properties, http2);
	}

	/**
	 * Metrics, where Micrometer is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
	static class Metrics {

		@Bean
		ConnectionMetrics llmConnectionMetrics(ConnectionLimit limit, GuardCounts counts) {
			return new ConnectionMetrics(limit, counts);
		}

	}

}
