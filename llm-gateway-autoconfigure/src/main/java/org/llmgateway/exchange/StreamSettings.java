package org.llmgateway.exchange;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The settings that one stream runs under, all decided. Times are nanoseconds; 0 switches
 * a clock, the heartbeat or the buffer off.
 *
 * @param firstToken from the request's last byte to the first content
 * @param idle between two reads from the provider
 * @param total for the request as a whole
 * @param writeStall how long the client may take nothing
 * @param heartbeat how long the client may get nothing
 * @param heartbeatBeforeHeaders whether a heartbeat may come before the provider answers
 * @param earlyCommit how long a heartbeat waits for the provider's status at least
 * @param commentsAreLife whether comments and pings of the provider renew the idle clock
 * @param clientGone what to do once the caller has gone
 * @param drain how long to read on for usage
 * @param drainBytes how many bytes to read on for usage
 * @param bufferBytes how many bytes may wait for a slow client
 */
public record StreamSettings(long firstToken, long idle, long total, long writeStall, long heartbeat,
		boolean heartbeatBeforeHeaders, long earlyCommit, boolean commentsAreLife, ClientGone clientGone, long drain,
		long drainBytes, int bufferBytes) {

	/** No clock runs and nothing waits: what holds where nobody has decided. */
	public static final StreamSettings OFF = new StreamSettings(0, 0, 0, 0, 0, false, 0, true, ClientGone.CANCEL, 0, 0,
			0);

	/**
	 * These settings with others over them.
	 * @param over the others, or {@code null} for none
	 * @return the settings of both
	 */
	public StreamSettings with(@Nullable StreamOverrides over) {
		if (over == null || over == StreamOverrides.NONE) {
			return this;
		}
		return new StreamSettings(nanos(over.firstToken(), this.firstToken), nanos(over.idle(), this.idle),
				nanos(over.total(), this.total), nanos(over.writeStall(), this.writeStall),
				nanos(over.heartbeat(), this.heartbeat),
				(over.heartbeatBeforeHeaders() != null) ? over.heartbeatBeforeHeaders() : this.heartbeatBeforeHeaders,
				this.earlyCommit, this.commentsAreLife,
				(over.clientGone() != null) ? over.clientGone() : this.clientGone, this.drain, this.drainBytes,
				this.bufferBytes);
	}

	/**
	 * These settings for a body that is no event stream: nothing can be put into it, and
	 * no usage comes last.
	 * @return the settings
	 */
	public StreamSettings withoutEvents() {
		return new StreamSettings(this.firstToken, this.idle, this.total, this.writeStall, 0, false, this.earlyCommit,
				this.commentsAreLife, ClientGone.CANCEL, this.drain, this.drainBytes, this.bufferBytes);
	}

	private static long nanos(@Nullable Duration set, long otherwise) {
		return (set != null) ? set.toNanos() : otherwise;
	}

}
