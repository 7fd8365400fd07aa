package org.llmgateway.route;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

import org.llmgateway.exchange.StreamOverrides;

/**
 * {@code SseHeartbeat=15s}: signs of life in the silent streams of a route.
 */
public final class SseHeartbeatGatewayFilterFactory
		extends AbstractGatewayFilterFactory<SseHeartbeatGatewayFilterFactory.Config> {

	static final FilterSyntax SYNTAX = new FilterSyntax("SseHeartbeat", settings(), "period", "SseHeartbeat=15s");

	private final StreamRoutes streams;

	SseHeartbeatGatewayFilterFactory(StreamRoutes streams) {
		super(Config.class);
		this.streams = streams;
	}

	private static Map<String, FilterSyntax.Kind> settings() {
		Map<String, FilterSyntax.Kind> settings = new LinkedHashMap<>();
		settings.put("period", FilterSyntax.Kind.TIME);
		settings.put("before-headers", FilterSyntax.Kind.FLAG);
		return settings;
	}

	@Override
	public List<String> shortcutFieldOrder() {
		return FilterSyntax.fieldOrder();
	}

	@Override
	public GatewayFilter apply(Config config) {
		FilterConfig.check(SYNTAX, "period", config.getPeriod());
		Map<String, Object> values = SYNTAX.read(config.getArguments());
		StreamOverrides overrides = overrides((Duration) values.get("period"), (Boolean) values.get("before-headers"))
			.over(overrides(config.getPeriod(), config.getBeforeHeaders()));
		if (overrides.equals(StreamOverrides.NONE)) {
			throw SYNTAX.empty();
		}
		return new RouteFilter(SYNTAX.filter(), (settings) -> settings.stream(overrides), this.streams);
	}

	private static StreamOverrides overrides(@Nullable Duration period, @Nullable Boolean beforeHeaders) {
		return new StreamOverrides(null, null, null, null, period, beforeHeaders, null);
	}

	/**
	 * The signs of life; what is not set stays as it is.
	 */
	public static class Config extends FilterConfig {

		private @Nullable Duration period;

		private @Nullable Boolean beforeHeaders;

		public @Nullable Duration getPeriod() {
			return this.period;
		}

		/**
		 * Sets how long a stream may be silent.
		 * @param period 0 for no signs of life
		 * @return this configuration
		 */
		public Config setPeriod(Duration period) {
			this.period = period;
			return this;
		}

		public @Nullable Boolean getBeforeHeaders() {
			return this.beforeHeaders;
		}

		/**
		 * Sets whether one may come before the provider has answered, on routes to
		 * {@code llm://}.
		 * @param beforeHeaders whether
		 * @return this configuration
		 */
		public Config setBeforeHeaders(boolean beforeHeaders) {
			this.beforeHeaders = beforeHeaders;
			return this;
		}

	}

}
