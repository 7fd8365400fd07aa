package org.llmgateway.protocol;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicChannel;

/**
 * All open HTTP/3 connections and whether they are being ended.
 */
final class Http3Drain {

	private final Set<Http3Connection> connections = ConcurrentHashMap.newKeySet();

	private final Duration probe;

	private final QuicConnections counted;

	private volatile boolean draining;

	Http3Drain(Duration probe, QuicConnections counted) {
		this.probe = probe;
		this.counted = counted;
	}

	/**
	 * Takes a new connection on; called on its event loop.
	 */
	void install(Channel channel) {
		Http3Connection connection = new Http3Connection((QuicChannel) channel, this, this.probe);
		this.connections.add(connection);
		channel.pipeline().addFirst(Http3Connection.NAME, connection);
		if (!this.counted.opened()) {
			connection.refuse();
		}
	}

	void closed(Http3Connection connection) {
		this.connections.remove(connection);
	}

	QuicConnections counted() {
		return this.counted;
	}

	boolean draining() {
		return this.draining;
	}

	int size() {
		return this.connections.size();
	}

	/**
	 * Ends all connections, and every one that is opened from now on.
	 * @param limit how long running streams may take
	 * @return done when all that were open are closed
	 */
	CompletableFuture<Void> drain(Duration limit) {
		this.draining = true;
		return CompletableFuture.allOf(this.connections.stream()
			.map((connection) -> connection.drain(limit))
			.toArray(CompletableFuture[]::new));
	}

}
