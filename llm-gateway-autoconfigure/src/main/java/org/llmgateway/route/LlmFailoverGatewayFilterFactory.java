package org.llmgateway.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

import org.llmgateway.exchange.FailoverOverrides;

/**
 * {@code LlmFailover=attempts:3}: how often a route to {@code llm://} tries.
 */
public final class LlmFailoverGatewayFilterFactory
		extends AbstractGatewayFilterFactory<LlmFailoverGatewayFilterFactory.Config> {

	static final FilterSyntax SYNTAX = new FilterSyntax("LlmFailover", settings(), null, "LlmFailover=attempts:3");

	LlmFailoverGatewayFilterFactory() {
		super(Config.class);
	}

	private static Map<String, FilterSyntax.Kind> settings() {
		Map<String, FilterSyntax.Kind> settings = new LinkedHashMap<>();
		settings.put("attempts", FilterSyntax.Kind.COUNT);
		settings.put("first-token", FilterSyntax.Kind.FLAG);
		return settings;
	}

	@Override
	public List<String> shortcutFieldOrder() {
		return FilterSyntax.fieldOrder();
	}

	@Override
	public GatewayFilter apply(Config config) {
		Map<String, Object> values = SYNTAX.read(config.getArguments());
		Integer attempts = (Integer) values.getOrDefault("attempts", config.getAttempts());
		Boolean firstToken = (Boolean) values.getOrDefault("first-token", config.getFirstToken());
		if (attempts == null && firstToken == null) {
			throw SYNTAX.empty();
		}
		if (attempts != null && attempts < 1) {
			throw SYNTAX.wrong("attempts", attempts);
		}
		FailoverOverrides overrides = new FailoverOverrides(attempts, firstToken);
		return new RouteFilter(SYNTAX.filter(), (settings) -> settings.failover(overrides), null);
	}

	/**
	 * The limits of failover; what is not set stays as it is.
	 */
	public static class Config extends FilterConfig {

		private @Nullable Integer attempts;

		private @Nullable Boolean firstToken;

		public @Nullable Integer getAttempts() {
			return this.attempts;
		}

		/**
		 * Sets how often a request is sent at most.
		 * @param attempts the first time included; 1 for no failover
		 * @return this configuration
		 */
		public Config setAttempts(int attempts) {
			this.attempts = attempts;
			return this;
		}

		public @Nullable Boolean getFirstToken() {
			return this.firstToken;
		}

		/**
		 * Sets whether a first token that does not come in time is tried elsewhere.
		 * @param firstToken whether
		 * @return this configuration
		 */
		public Config setFirstToken(boolean firstToken) {
			this.firstToken = firstToken;
			return this;
		}

	}

}
