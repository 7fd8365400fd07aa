package org.llmgateway.upstream;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * What to trust at a provider, and what to show it: an SSL bundle, or the JDK's own
 * trust.
 *
 * @param bundle the bundle
 */
record UpstreamTls(@Nullable SslBundle bundle) {

	/**
	 * Sets trust and key.
	 * @param ssl the builder of a client's context
	 */
	void configure(SslContextBuilder ssl) {
		if (this.bundle != null) {
			ssl.trustManager(this.bundle.getManagers().getTrustManagerFactory())
				.keyManager(this.bundle.getManagers().getKeyManagerFactory());
		}
	}

	/**
	 * The context of clients that speak HTTP/1.1; the provider's name is verified.
	 * @return the context
	 */
	SslContext context() {
		SslContextBuilder ssl = SslContextBuilder.forClient();
		configure(ssl);
		try {
			return ssl.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("No TLS to the provider: " + ex.getMessage(), ex);
		}
	}

}
