package org.llmgateway.protocol;

import org.llmgateway.protocol.Http3Properties.Retry;

/**
 * Decides what becomes of the first packet of a QUIC connection.
 * <p>
 * Where the address of the client has not been validated, the packet may come from
 * anybody: under load it is answered with a Retry, which keeps nothing. Load is too many
 * handshakes under way, or too many new connections in this second or the last one. The
 * loops of several listeners share it.
 */
final class QuicAdmission {

	private static final long SECOND = 1_000_000_000L;

	private final int maxConnections;

	private final int maxHandshakes;

	private final Retry retry;

	private final int retryHandshakes;

	private final int retryRate;

	private long second;

	private int before;

	private int count;

	QuicAdmission(Http3Properties properties, long now) {
		this.maxConnections = properties.maxConnections();
		this.maxHandshakes = properties.maxHandshakes();
		this.retry = properties.retry();
		this.retryHandshakes = properties.retryHandshakes();
		this.retryRate = properties.retryRate();
		this.second = now;
	}

	/**
	 * Decides on a first packet.
	 * @param validated whether it carries the token of a Retry
	 * @param open all connections
	 * @param handshakes those of them whose handshake is under way
	 * @param now the time in nanoseconds
	 * @return what to do
	 */
	Decision decide(boolean validated, int open, int handshakes, long now) {
		boolean fast = !validated && isFast(now);
		if (handshakes >= this.maxHandshakes) {
			return Decision.DROP;
		}
		boolean loaded = fast || handshakes >= this.retryHandshakes;
		if (!validated && (this.retry == Retry.ALWAYS || (this.retry == Retry.AUTO && loaded))) {
			return Decision.RETRY;
		}
		if (open >= this.maxConnections) {
			// To say so takes half a handshake.
			return loaded ? Decision.DROP : Decision.REFUSE;
		}
		return Decision.ACCEPT;
	}

	private synchronized boolean isFast(long now) {
		long passed = now - this.second;
		if (passed >= SECOND) {
			this.before = (passed < 2 * SECOND) ? this.count : 0;
			this.count = 0;
			this.second = now;
		}
		this.count++;
		return this.count > this.retryRate || this.before > this.retryRate;
	}

	/**
	 * What becomes of a first packet.
	 */
	enum Decision {

		/** A connection is opened. */
		ACCEPT,

		/** The client is asked to send it again with a token. */
		RETRY,

		/** The client is told that there are too many connections. */
		REFUSE,

		/** Nothing is answered. */
		DROP

	}

}
