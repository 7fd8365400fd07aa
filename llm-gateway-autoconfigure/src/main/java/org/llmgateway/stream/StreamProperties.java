package org.llmgateway.stream;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import org.llmgateway.exchange.ClientGone;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.StreamSettings;

/**
 * Streams to callers. Each time can be switched off by 0, and set anew for a provider, a
 * pool, a model or a route.
 *
 * @param firstToken how long the first content of a stream may take, from the request's
 * last byte; reasoning is content
 * @param idle how long a provider may be silent in a stream
 * @param total how long a request may take as a whole, streamed or not
 * @param writeStall how long a client may take no byte of its answer; each byte that it
 * takes starts the time anew
 * @param heartbeat how long a stream may be silent before the client gets a sign of life:
 * a comment, or a ping in Anthropic's dialect
 * @param heartbeatBeforeHeaders whether the sign of life may come before the provider has
 * answered; the status is then 200, and a failure becomes an error event
 * @param earlyCommit how long the provider's own status is waited for before such a sign
 * of life
 * @param commentsAreLife whether comments and pings of the provider start the idle time
 * anew
 * @param clientGone what to do with the provider's answer once the caller has gone
 * @param drain bounds of reading on for usage once the caller has gone
 * @param buffer what may wait for slow clients
 * @param maxEventSize the largest event of a provider, and with it the longest line, that
 * is looked into; a larger one passes uninspected and is counted
 */
@ConfigurationProperties("llm.gateway.stream")
record StreamProperties(@DefaultValue("5m") Duration firstToken, @DefaultValue("2m") Duration idle,
		@DefaultValue("30m") Duration total, @DefaultValue("30s") Duration writeStall,
		@DefaultValue("15s") Duration heartbeat, @DefaultValue("false") boolean heartbeatBeforeHeaders,
		@DefaultValue("5s") Duration earlyCommit, @DefaultValue("true") boolean commentsAreLife,
		@DefaultValue("cancel") ClientGone clientGone, @DefaultValue Drain drain, @DefaultValue Buffer buffer,
		@DefaultValue("1MB") DataSize maxEventSize) {

	private static final DataSize SMALLEST_EVENT = DataSize.ofKilobytes(1);

	private static final DataSize LARGEST_EVENT = DataSize.ofMegabytes(64);

	StreamProperties {
		check("first-token", firstToken);
		check("idle", idle);
		check("total", total);
		check("write-stall", writeStall);
		check("heartbeat", heartbeat);
		check("early-commit", earlyCommit);
		if (maxEventSize.compareTo(SMALLEST_EVENT) < 0 || maxEventSize.compareTo(LARGEST_EVENT) > 0) {
			throw new ConfigurationFault("llm.gateway.stream.max-event-size", maxEventSize.toString(),
					"as much of each stream may be kept in memory, so it is from 1KB to 64MB",
					"Set a size in that range, such as 1MB.");
		}
	}

	private static void check(String name, Duration time) {
		if (time.isNegative()) {
			throw new ConfigurationFault("llm.gateway.stream." + name, time.toString(), "a time cannot be negative",
					"Set a time, or 0 to switch it off.");
		}
	}

	StreamSettings settings() {
		return new StreamSettings(this.firstToken.toNanos(), this.idle.toNanos(), this.total.toNanos(),
				this.writeStall.toNanos(), this.heartbeat.toNanos(), this.heartbeatBeforeHeaders,
				this.earlyCommit.toNanos(), this.commentsAreLife, this.clientGone, this.drain.maxTime().toNanos(),
				this.drain.maxSize().toBytes(), (int) Math.min(this.buffer.perStream().toBytes(), Integer.MAX_VALUE));
	}

	/**
	 * Bounds of reading on for usage.
	 *
	 * @param maxTime how long to read on at most
	 * @param maxSize how much to read on at most
	 */
	record Drain(@DefaultValue("30s") Duration maxTime, @DefaultValue("4MB") DataSize maxSize) {

	}

	/**
	 * What may wait for slow clients, so that the provider is done early. Beyond it the
	 * provider waits for the client.
	 *
	 * @param perStream how much may wait for one client; 0 for nothing
	 * @param total how much may wait for all clients together
	 */
	record Buffer(@DefaultValue("1MB") DataSize perStream, @DefaultValue("64MB") DataSize total) {

	}

}
