package org.llmgateway.exchange;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Sets default levels for loggers that would write a stack trace whenever a client leaves
 * or a provider breaks off, which is ordinary here and is accounted for by the gateway
 * itself. An application's own {@code logging.level} for the same logger wins.
 */
final class LogLevelsEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final Map<String, Object> LEVELS = Map
		.of("logging.level.reactor.netty.http.client.HttpClientConnect", "error");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new MapPropertySource("llm-gateway-log-levels", LEVELS));
	}

}
