package org.llmgateway.upstream;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * What all attempts share.
 *
 * @param adapter makes the request for an endpoint
 * @param transport sends it
 * @param responseTimeout how long an answer other than a stream may take to begin, in
 * nanoseconds
 * @param jsonLimit the largest answer, other than an event stream, that is collected, in
 * bytes
 * @param eventLimit the largest event that is looked into, in bytes
 */
record Attempts(RequestAdapter adapter, UpstreamTransport transport, long responseTimeout, int jsonLimit,
		int eventLimit) {

	/**
	 * The event loop of a request.
	 * @param client that of the client's connection, or {@code null}
	 * @return where all of its attempts run
	 */
	EventLoop eventLoop(@Nullable EventLoop client) {
		return (client != null) ? client : this.transport.eventLoop();
	}

}
