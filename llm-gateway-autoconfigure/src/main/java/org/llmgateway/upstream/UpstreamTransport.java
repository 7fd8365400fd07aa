package org.llmgateway.upstream;

import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;

/**
 * What sends one request to one endpoint.
 */
interface UpstreamTransport {

	/**
	 * Sends a request. Cancelling before the answer has begun ends the request.
	 * @param request the request
	 * @param eventLoop the loop that the connection shall be on, usually that of the
	 * client's; all that comes of the request comes on it
	 * @param sent run when the last byte of the request has left
	 * @return the head of the answer; an error is a
	 * {@link org.llmgateway.exchange.GatewayException}
	 */
	Mono<UpstreamResponse> send(UpstreamRequest request, EventLoop eventLoop, Runnable sent);

	/**
	 * A loop for a request whose client has none.
	 * @return any event loop that connections may be on
	 */
	EventLoop eventLoop();

}
