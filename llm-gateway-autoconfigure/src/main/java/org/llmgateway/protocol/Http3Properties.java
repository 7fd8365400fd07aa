package org.llmgateway.protocol;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * HTTP/3: the second server, on UDP.
 *
 * @param sslBundle name of the SSL bundle with the certificate; by default that of
 * server.ssl
 * @param port UDP port; by default, and with 0, the port number of the TCP server
 * @param advertisedPort port named in Alt-Svc; by default the UDP port. Set it where
 * clients reach the gateway by another port number
 * @param idleTimeout how long a connection without any packet stays open
 * @param probe how long a stream may be silent before a probe is sent: an empty reserved
 * frame that clients ignore. It finds streams that the client has stopped reading and
 * keeps live connections open
 * @param handshakeTimeout how long a handshake may take
 * @param maxStreams requests that a client may have open on one connection
 * @param streamWindow bytes that a client may send on a stream before the gateway has
 * read them
 * @param connectionWindow the same for all streams of a connection together
 * @param listeners number of UDP sockets. One serves all connections on one event loop;
 * more scale over the processors by SO_REUSEPORT (native transport only), but a
 * connection whose client changes address is lost
 * @param earlyData whether to accept 0-RTT data. On this stack a request is handed over
 * only after the handshake, so it gains nothing, and a replayed first flight reaches no
 * handler
 * @param maxConnections connections at most; one more is refused
 * @param maxHandshakes handshakes under way at most; above it the first packet of another
 * one is dropped, and the client sends it again
 * @param retry whether a client must show that it receives at its address (Retry, a round
 * trip more) before anything is kept for it
 * @param retryHandshakes handshakes under way from which on auto asks
 * @param retryRate new connections in a second from which on auto asks
 * @param maxResets requests that a client may cancel on one connection within
 * flood-window; above it the connection is closed. 0 means any number
 * @param maxControl what a client may send on one connection beside its requests within
 * flood-window: bytes on control streams, and 16 for each stream or frame without
 * content. 0 means any amount
 * @param floodWindow time over which max-resets and max-control count
 */
@ConfigurationProperties("llm.gateway.http3")
record Http3Properties(@Nullable String sslBundle, @DefaultValue("0") int port, @Nullable Integer advertisedPort,
		@DefaultValue("30s") Duration idleTimeout, @DefaultValue("2s") Duration probe,
		@DefaultValue("10s") Duration handshakeTimeout, @DefaultValue("100") long maxStreams,
		@DefaultValue("256KB") DataSize streamWindow, @DefaultValue("16MB") DataSize connectionWindow,
		@DefaultValue("1") int listeners, @DefaultValue("false") boolean earlyData,
		@DefaultValue("10000") int maxConnections, @DefaultValue("1000") int maxHandshakes,
		@DefaultValue("auto") Retry retry, @DefaultValue("100") int retryHandshakes, @DefaultValue("500") int retryRate,
		@DefaultValue("200") int maxResets, @DefaultValue("128KB") DataSize maxControl,
		@DefaultValue("30s") Duration floodWindow) {

	/**
	 * When to ask a client to show that it receives at its address.
	 */
	enum Retry {

		/**
		 * Not at all.
		 */
		NEVER,
		/**
		 * Under load.
		 */
		AUTO,
		/**
		 * Each time.
		 */
		ALWAYS

	}

}
