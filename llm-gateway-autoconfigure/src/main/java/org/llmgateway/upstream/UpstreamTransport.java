package org.llmgateway.upstream;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What sends one request to one endpoint.
 */
@FunctionalInterface
interface UpstreamTransport {

	/**
	 * Sends a request. Cancelling before the answer has begun ends the request.
	 * @param request the request
	 * @param eventLoop the loop of the client's connection, which the upstream connection
	 * shares
	 * @return the head of the answer; an error is a
	 * {@link org.llmgateway.exchange.GatewayException}
	 */
	Mono<UpstreamResponse> send(UpstreamRequest request, @Nullable EventLoop eventLoop);

}
