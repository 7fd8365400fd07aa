package org.llmgateway.upstream;

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/**
 * One request that is under way on Reactor Netty's client: it gives its place back
 * exactly once, when the connection is free or broken off.
 */
final class HttpClientExchange implements UpstreamResponse {

	private final UpstreamLeg.Listener listener;

	private final AtomicBoolean left = new AtomicBoolean();

	private volatile @Nullable Connection connection;

	private volatile boolean complete;

	private @Nullable HttpClientResponse head;

	HttpClientExchange(UpstreamLeg.Listener listener) {
		this.listener = listener;
	}

	UpstreamResponse begin(HttpClientResponse head, Connection connection) {
		this.head = head;
		this.connection = connection;
		if (this.left.get()) {
			// Given up in the moment in which the answer came.
			connection.dispose();
		}
		connection.onTerminate().subscribe(null, (ex) -> leave(), this::leave);
		return this;
	}

	void sent() {
		this.listener.sent();
	}

	private void leave() {
		if (this.left.compareAndSet(false, true)) {
			this.listener.left();
		}
	}

	@Override
	public int status() {
		return head().status().code();
	}

	@Override
	public HttpHeaders headers() {
		return head().responseHeaders();
	}

	private HttpClientResponse head() {
		HttpClientResponse head = this.head;
		if (head == null) {
			throw new IllegalStateException("The answer has not begun");
		}
		return head;
	}

	@Override
	public Flux<ByteBuf> body() {
		Connection connection = this.connection;
		return (connection != null) ? new HttpClientBody(connection.inbound().receiveObject(), this::complete)
				: Flux.empty();
	}

	/**
	 * Seen before the client puts the connection back: the answer may be written, and the
	 * folder closed, within the same call.
	 */
	private void complete() {
		this.complete = true;
	}

	@Override
	public void close() {
		Connection connection = this.connection;
		if (connection != null && !this.complete && !this.left.get()) {
			connection.dispose();
		}
		leave();
	}

}
