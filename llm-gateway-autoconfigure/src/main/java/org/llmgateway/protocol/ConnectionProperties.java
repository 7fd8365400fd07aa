package org.llmgateway.protocol;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits and time-outs of client connections; Reactor Netty has none by default.
 *
 * @param requestTimeout how long the head of a request, and a small body, may take to
 * arrive; a slower one is answered 408
 * @param minBodyRate bytes per second at which a body must arrive once request-timeout
 * has passed: each such portion earns a second more. Time during which the gateway itself
 * does not read does not count
 * @param keepAliveTimeout how long a connection without a request stays open (HTTP/1.1
 * and HTTP/2)
 * @param handshakeTimeout how long a TLS handshake on TCP may take
 * @param maxConnections most TCP connections of clients; more are closed as they are
 * accepted. 0 means 20,000, or three quarters of the file descriptors that the process
 * may have if that is less
 * @param maxConnectionsPerAddress most TCP connections from one address, or from one /64
 * network of IPv6. 0 means no such limit: behind a load balancer all clients have its
 * address
 */
@ConfigurationProperties("llm.gateway.server")
record ConnectionProperties(@DefaultValue("30s") Duration requestTimeout, @DefaultValue("32KB") DataSize minBodyRate,
		@DefaultValue("90s") Duration keepAliveTimeout, @DefaultValue("10s") Duration handshakeTimeout,
		@DefaultValue("0") int maxConnections, @DefaultValue("0") int maxConnectionsPerAddress) {

	private static final int DEFAULT_MAX_CONNECTIONS = 20_000;

	/**
	 * Most connections with the default resolved.
	 * @param descriptors file descriptors that the process may have; negative if unknown
	 */
	int resolvedMaxConnections(long descriptors) {
		if (this.maxConnections > 0) {
			return this.maxConnections;
		}
		return (descriptors < 0) ? DEFAULT_MAX_CONNECTIONS
				: (int) Math.min(descriptors - descriptors / 4, DEFAULT_MAX_CONNECTIONS);
	}

}
