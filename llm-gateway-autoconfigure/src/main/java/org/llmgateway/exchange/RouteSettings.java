package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.llm.LoadClass;

/**
 * What the gateway filters of a team's route set for one request: on its way to the
 * folder, which may not have been opened yet.
 */
public final class RouteSettings {

	private static final String ATTRIBUTE = RouteSettings.class.getName();

	private StreamOverrides stream = StreamOverrides.NONE;

	private @Nullable FailoverOverrides failover;

	private @Nullable LoadClass loadClass;

	private boolean errorEvents;

	/**
	 * The settings of an exchange, to add to.
	 * @param exchange Spring's exchange
	 * @return the settings, never {@code null}
	 */
	public static RouteSettings of(ServerWebExchange exchange) {
		RouteSettings settings = find(exchange);
		if (settings == null) {
			settings = new RouteSettings();
			exchange.getAttributes().put(ATTRIBUTE, settings);
		}
		return settings;
	}

	/**
	 * The settings of an exchange, if a filter has set any.
	 * @param exchange Spring's exchange
	 * @return the settings, or {@code null}
	 */
	public static @Nullable RouteSettings find(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE);
	}

	/**
	 * Adds settings of streams; those of a later filter go over those of an earlier one.
	 * @param overrides what to set
	 */
	public void stream(StreamOverrides overrides) {
		this.stream = overrides.over(this.stream);
	}

	/**
	 * Sets failover.
	 * @param overrides what to set
	 */
	public void failover(FailoverOverrides overrides) {
		this.failover = overrides;
	}

	/**
	 * Bounds the class of the request.
	 * @param loadClass the class that it has at most
	 */
	public void loadClass(LoadClass loadClass) {
		this.loadClass = loadClass;
	}

	/**
	 * What breaks off in the middle of a stream becomes an error event.
	 */
	public void errorEvents() {
		this.errorEvents = true;
	}

	public boolean hasErrorEvents() {
		return this.errorEvents;
	}

	public StreamOverrides stream() {
		return this.stream;
	}

	public @Nullable LoadClass loadClass() {
		return this.loadClass;
	}

	public @Nullable FailoverOverrides failover() {
		return this.failover;
	}

}
