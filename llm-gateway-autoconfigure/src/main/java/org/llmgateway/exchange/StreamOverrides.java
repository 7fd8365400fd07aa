package org.llmgateway.exchange;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Settings of streams that differ from the general ones: for a provider, a pool, a model
 * or a route. What is not set stays as it is.
 *
 * @param firstToken how long the first content may take, from the request's last byte; 0
 * for any time
 * @param idle how long a provider may be silent in a stream; 0 for any time
 * @param total how long a request may take as a whole; 0 for any time
 * @param writeStall how long a client may take no byte of its answer; 0 for any time
 * @param heartbeat how long a stream may be silent before the client gets a sign of life;
 * 0 for none
 * @param heartbeatBeforeHeaders whether the sign of life may come before the provider has
 * answered
 * @param clientGone what to do with the provider's answer once the caller has gone
 */
@ConfigurationPropertiesSource
public record StreamOverrides(@Nullable Duration firstToken, @Nullable Duration idle, @Nullable Duration total,
		@Nullable Duration writeStall, @Nullable Duration heartbeat, @Nullable Boolean heartbeatBeforeHeaders,
		@Nullable ClientGone clientGone) {

	/** Everything as it is. */
	public static final StreamOverrides NONE = new StreamOverrides(null, null, null, null, null, null, null);

	/**
	 * These settings where they are set, else others.
	 * @param below the others
	 * @return the settings of both
	 */
	public StreamOverrides over(StreamOverrides below) {
		return new StreamOverrides(first(this.firstToken, below.firstToken), first(this.idle, below.idle),
				first(this.total, below.total), first(this.writeStall, below.writeStall),
				first(this.heartbeat, below.heartbeat),
				first(this.heartbeatBeforeHeaders, below.heartbeatBeforeHeaders),
				first(this.clientGone, below.clientGone));
	}

	private static <T> @Nullable T first(@Nullable T set, @Nullable T otherwise) {
		return (set != null) ? set : otherwise;
	}

}
