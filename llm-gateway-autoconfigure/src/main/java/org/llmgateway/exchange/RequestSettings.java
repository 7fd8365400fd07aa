package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.LoadClass;

/**
 * The settings that one request runs under, from the general to the particular: what the
 * filters of a route set goes over what the model sets, that over the pool, that over the
 * provider.
 */
public final class RequestSettings {

	private volatile StreamSettings general = StreamSettings.OFF;

	private volatile StreamOverrides model = StreamOverrides.NONE;

	private volatile @Nullable RouteSettings filters;

	private volatile boolean usageWanted;

	private volatile boolean usageAdded;

	private volatile StreamSettings delivery = StreamSettings.OFF;

	RequestSettings() {
	}

	/**
	 * The settings of this request's stream.
	 * @param provider what the provider sets, or {@code null}
	 * @param pool what the pool sets, or {@code null}
	 * @return the settings, {@link StreamSettings#OFF} where nobody has set any
	 */
	public StreamSettings stream(@Nullable StreamOverrides provider, @Nullable StreamOverrides pool) {
		RouteSettings filters = this.filters;
		return this.general.with(provider)
			.with(pool)
			.with(this.model)
			.with((filters != null) ? filters.stream() : null);
	}

	/**
	 * DELIVERY decides for the caller's side of the stream, whatever provider will serve
	 * it.
	 * @param pool what the preferred pool sets, or {@code null}
	 * @return the settings
	 */
	public StreamSettings deliver(@Nullable StreamOverrides pool) {
		this.delivery = stream(null, pool);
		return this.delivery;
	}

	/**
	 * What DELIVERY has decided.
	 * @return the settings, {@link StreamSettings#OFF} before
	 */
	public StreamSettings delivery() {
		return this.delivery;
	}

	/**
	 * What the filters of the route set for failover.
	 * @return the settings, or {@code null} where there are none
	 */
	public @Nullable FailoverOverrides failover() {
		RouteSettings filters = this.filters;
		return (filters != null) ? filters.failover() : null;
	}

	/**
	 * What the filters of the route set for the class of the request.
	 * @return the class that it has at most, or {@code null} where there is none
	 */
	public @Nullable LoadClass loadClass() {
		RouteSettings filters = this.filters;
		return (filters != null) ? filters.loadClass() : null;
	}

	/**
	 * DELIVERY puts in the general settings.
	 * @param settings what holds where nobody has set anything else
	 */
	public void general(StreamSettings settings) {
		this.general = settings;
	}

	/**
	 * The gateway door puts in what the filters of the route set.
	 * @param settings the settings, or {@code null} where there are none
	 */
	public void filters(@Nullable RouteSettings settings) {
		this.filters = settings;
	}

	/**
	 * EVENTS says that the gateway needs usage where the caller has not asked for it.
	 */
	public void wantUsage() {
		this.usageWanted = true;
	}

	public boolean isUsageWanted() {
		return this.usageWanted;
	}

	/**
	 * UPSTREAM says at each attempt whether it has asked for usage in the caller's place.
	 * @param added whether it has
	 */
	public void usageAdded(boolean added) {
		this.usageAdded = added;
	}

	/**
	 * Whether the last attempt has asked for usage that the caller has not asked for, so
	 * that what comes of it is not the caller's.
	 * @return {@code true} if it has
	 */
	public boolean isUsageAdded() {
		return this.usageAdded;
	}

	void model(StreamOverrides settings) {
		this.model = settings;
	}

}
