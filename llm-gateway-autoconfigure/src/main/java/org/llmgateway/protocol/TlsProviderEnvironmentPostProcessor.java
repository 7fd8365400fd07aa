package org.llmgateway.protocol;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Switches OpenSSL off for {@code llm.gateway.tls-provider: jdk} before Netty looks for
 * it. Spring Boot builds the TLS context of the server itself and takes what Netty finds;
 * the switch holds for the whole JVM.
 */
final class TlsProviderEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String SWITCH = "io.netty.handler.ssl.noOpenSsl";

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
	}

}
