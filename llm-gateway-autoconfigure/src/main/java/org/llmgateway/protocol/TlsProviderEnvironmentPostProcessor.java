package org.llmgateway.protocol;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Switches OpenSSL off for {@code llm.gateway.tls-provider: jdk} before Netty looks for
 * it, and makes the JDK refuse renegotiation that a client begins, as OpenSSL does
 * anyway. Spring Boot builds the TLS context of the server itself and takes what Netty
 * finds; both switches hold for the whole JVM.
 */
final class TlsProviderEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String SWITCH = "io.netty.handler.ssl.noOpenSsl";

	private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String provider = environment.getProperty("llm.gateway.tls-provider");
		if ("jdk".equalsIgnoreCase(provider) && System.getProperty(SWITCH) == null) {
			System.setProperty(SWITCH, "true");
		}
		if (System.getProperty(REJECT_RENEGOTIATION) == null) {
			System.setProperty(REJECT_RENEGOTIATION, "true");
		}
	}

}
