package org.llmgateway.protocol;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Time-outs of client connections; Reactor Netty has none by default.
 *
 * @param requestTimeout how long the head of a request, and a small body, may take to
 * arrive; a slower one is answered 408
 * @param minBodyRate bytes per second at which a body must arrive once request-timeout
 * has passed: each such portion earns a second more. Time during which the gateway itself
 * does not read does not count
 * @param keepAliveTimeout how long a connection without a request stays open (HTTP/1.1
 * and HTTP/2)
 * @param handshakeTimeout how long a TLS handshake on TCP may take
 */
@ConfigurationProperties("llm.gateway.server")
record ConnectionProperties(@DefaultValue("30s") Duration requestTimeout, @DefaultValue("32KB") DataSize minBodyRate,
		@DefaultValue("90s") Duration keepAliveTimeout, @DefaultValue("10s") Duration handshakeTimeout) {

}
