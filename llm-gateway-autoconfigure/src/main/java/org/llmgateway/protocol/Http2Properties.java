package org.llmgateway.protocol;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * HTTP/2, with TLS and without.
 *
 * @param maxConcurrentStreams streams that a client may have open on one connection
 * @param streamWindow bytes that a client may send on a stream before the gateway has
 * read them
 * @param connectionWindow the same for all streams of a connection together; at least
 * four times the stream window, or held uploads stall the other streams
 * @param pingTimeout how long the answer to a ping may take; sent on a connection with
 * running requests that was silent for the keep-alive time-out, and how long a client may
 * leave its GOAWAY unread
 * @param floodWindow the time over which resets and control frames are counted, in whole
 * seconds
 * @param maxResets streams of a connection that the client may reset within the flood
 * window, and streams that it may make the gateway reset; then GOAWAY. 0 means any number
 * @param maxControlFrames PING, SETTINGS and PRIORITY frames that a client may send
 * within the flood window; then GOAWAY. 0 means any number
 */
@ConfigurationProperties("llm.gateway.http2")
record Http2Properties(@DefaultValue("100") int maxConcurrentStreams, @DefaultValue("256KB") DataSize streamWindow,
		@DefaultValue("16MB") DataSize connectionWindow, @DefaultValue("10s") Duration pingTimeout,
		@DefaultValue("30s") Duration floodWindow, @DefaultValue("200") int maxResets,
		@DefaultValue("2000") int maxControlFrames) {

	/**
	 * The flood window in seconds, one at least.
	 */
	int floodSeconds() {
		return Math.max(1, Math.toIntExact(this.floodWindow.toSeconds()));
	}

}
