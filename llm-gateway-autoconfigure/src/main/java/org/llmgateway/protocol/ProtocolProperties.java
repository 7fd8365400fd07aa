package org.llmgateway.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Which protocols are served, and on what.
 *
 * @param protocols protocols that clients may speak: any sensible set of h1, h2c, h2 and
 * h3. When set it overrides server.http2.enabled; when not, Spring Boot's own server.*
 * properties decide
 * @param transport how sockets are driven: the best native transport there is (auto),
 * io_uring, epoll or nio
 * @param tlsProvider TLS engine on TCP: OpenSSL where netty-tcnative is on the class path
 * (auto), openssl or jdk. QUIC always brings its own
 * @param eventLoops number of event loops, shared by all servers and by upstream
 * connections. 0 means one for each processor
 * @param drainTimeout how long running requests may take after shutdown began, on all
 * protocols. By default spring.lifecycle.timeout-per-shutdown-phase less two seconds; it
 * must not be longer than that phase
 * @param maxRequestHeaderSize largest total size of the headers of a request, on every
 * protocol; a larger one is answered 431, and one of more than four times the size breaks
 * the protocol
 * @param headers whose headers are believed
 */
@ConfigurationProperties("llm.gateway")
record ProtocolProperties(@DefaultValue Set<WireProtocol> protocols, @DefaultValue("auto") Transport transport,
		@DefaultValue("auto") TlsProvider tlsProvider, @DefaultValue("0") int eventLoops,
		@Nullable Duration drainTimeout, @DefaultValue("16KB") DataSize maxRequestHeaderSize,
		@DefaultValue Headers headers) {

	/**
	 * Number of event loops with the default resolved.
	 */
	int resolvedEventLoops() {
		return (this.eventLoops > 0) ? this.eventLoops : Runtime.getRuntime().availableProcessors();
	}

	/**
	 * Largest total size of request headers.
	 */
	HeaderLimit headerLimit() {
		return new HeaderLimit(Math.toIntExact(this.maxRequestHeaderSize.toBytes()));
	}

	ForwardedHeaders forwardedHeaders() {
		return new ForwardedHeaders(this.headers.trustedProxies());
	}

	/**
	 * Whose headers are believed.
	 *
	 * @param trustedProxies addresses and ranges (such as 10.0.0.0/8) of the proxies
	 * whose Forwarded and X-Forwarded-* headers are believed; from any other address they
	 * are dropped on the gateway's surfaces
	 */
	record Headers(@DefaultValue List<String> trustedProxies) {

	}

	/**
	 * How sockets are driven.
	 */
	enum Transport {

		/**
		 * The best that is available.
		 */
		AUTO,
		/**
		 * Linux io_uring.
		 */
		IO_URING,
		/**
		 * Linux epoll.
		 */
		EPOLL,
		/**
		 * The JDK's own selector.
		 */
		NIO

	}

	/**
	 * Who does TLS on TCP.
	 */
	enum TlsProvider {

		/**
		 * OpenSSL where netty-tcnative is on the class path, else the JDK.
		 */
		AUTO,
		/**
		 * OpenSSL or BoringSSL through netty-tcnative.
		 */
		OPENSSL,
		/**
		 * The JDK.
		 */
		JDK

	}

}
