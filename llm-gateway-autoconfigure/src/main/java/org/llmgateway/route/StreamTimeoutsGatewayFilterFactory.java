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
 * {@code StreamTimeouts=first-token:5m,idle:2m,total:30m}: the clocks of the streams of a
 * route.
 */
public final class StreamTimeoutsGatewayFilterFactory
		extends AbstractGatewayFilterFactory<StreamTimeoutsGatewayFilterFactory.Config> {

	static final FilterSyntax SYNTAX = new FilterSyntax("StreamTimeouts", settings(), null,
			"StreamTimeouts=first-token:5m,idle:2m,total:30m");

	private final StreamRoutes streams;

	StreamTimeoutsGatewayFilterFactory(StreamRoutes streams) {
		super(Config.class);
		this.streams = streams;
	}

	private static Map<String, FilterSyntax.Kind> settings() {
		Map<String, FilterSyntax.Kind> settings = new LinkedHashMap<>();
		settings.put("first-token", FilterSyntax.Kind.TIME);
		settings.put("idle", FilterSyntax.Kind.TIME);
		settings.put("total", FilterSyntax.Kind.TIME);
		settings.put("write-stall", FilterSyntax.Kind.TIME);
		return settings;
	}

	@Override
	public List<String> shortcutFieldOrder() {
		return FilterSyntax.fieldOrder();
	}

	@Override
	public GatewayFilter apply(Config config) {
		StreamOverrides overrides = overrides(SYNTAX.read(config.getArguments())).over(config.overrides());
		if (overrides.equals(StreamOverrides.NONE)) {
			throw SYNTAX.empty();
		}
		return new RouteFilter(SYNTAX.filter(), (settings) -> settings.stream(overrides), this.streams);
	}

	private static StreamOverrides overrides(Map<String, Object> values) {
		return new StreamOverrides((Duration) values.get("first-token"), (Duration) values.get("idle"),
				(Duration) values.get("total"), (Duration) values.get("write-stall"), null, null, null);
	}

	/**
	 * The clocks; what is not set stays as it is, and 0 switches a clock off.
	 */
	public static class Config extends FilterConfig {

		private @Nullable Duration firstToken;

		private @Nullable Duration idle;

		private @Nullable Duration total;

		private @Nullable Duration writeStall;

		public @Nullable Duration getFirstToken() {
			return this.firstToken;
		}

		/**
		 * Sets how long the first content may take.
		 * @param firstToken from the start of the request
		 * @return this configuration
		 */
		public Config setFirstToken(Duration firstToken) {
			this.firstToken = firstToken;
			return this;
		}

		public @Nullable Duration getIdle() {
			return this.idle;
		}

		/**
		 * Sets how long the upstream may be silent in a stream.
		 * @param idle from each read to the next
		 * @return this configuration
		 */
		public Config setIdle(Duration idle) {
			this.idle = idle;
			return this;
		}

		public @Nullable Duration getTotal() {
			return this.total;
		}

		/**
		 * Sets how long a request may take as a whole.
		 * @param total from its start to the end of its answer, streamed or not
		 * @return this configuration
		 */
		public Config setTotal(Duration total) {
			this.total = total;
			return this;
		}

		public @Nullable Duration getWriteStall() {
			return this.writeStall;
		}

		/**
		 * Sets how long the client may take nothing.
		 * @param writeStall each byte that it takes starts the time anew
		 * @return this configuration
		 */
		public Config setWriteStall(Duration writeStall) {
			this.writeStall = writeStall;
			return this;
		}

		private StreamOverrides overrides() {
			check(SYNTAX, "first-token", this.firstToken);
			check(SYNTAX, "idle", this.idle);
			check(SYNTAX, "total", this.total);
			check(SYNTAX, "write-stall", this.writeStall);
			return new StreamOverrides(this.firstToken, this.idle, this.total, this.writeStall, null, null, null);
		}

	}

}
