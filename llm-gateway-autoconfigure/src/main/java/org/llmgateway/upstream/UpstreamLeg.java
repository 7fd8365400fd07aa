package org.llmgateway.upstream;

import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;

/**
 * All connections to one provider, by one way of making them.
 */
interface UpstreamLeg {

	/**
	 * Sends a request. Cancelling before the answer has begun ends the request.
	 * @param request the request, which stays the caller's until the head is there
	 * @param eventLoop the loop that the connection shall be on
	 * @param listener told how the request gets on
	 * @return the head of the answer, for one subscriber; an error is a
	 * {@link org.llmgateway.exchange.GatewayException}
	 */
	Mono<UpstreamResponse> send(UpstreamRequest request, EventLoop eventLoop, Listener listener);

	/**
	 * Closes the connections.
	 * @return completes when those are closed that need their event loop for it
	 */
	Mono<Void> close();

	/**
	 * Is told how a request gets on.
	 */
	interface Listener {

		/**
		 * The last byte of the request has left; not told where the answer came before.
		 */
		void sent();

		/**
		 * The answer has ended or been given up; told exactly once.
		 */
		void left();

	}

}
