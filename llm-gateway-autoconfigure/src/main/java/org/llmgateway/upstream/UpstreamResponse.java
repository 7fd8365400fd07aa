package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;

/**
 * The head of a provider's answer, and its body as it arrives.
 */
interface UpstreamResponse {

	int status();

	HttpHeaders headers();

	/**
	 * The body, for one subscriber. Each buffer holds what one read brought and belongs
	 * to the subscriber, which may keep it. Cancelling breaks the connection off.
	 * @return the body
	 */
	Flux<ByteBuf> body();

	/**
	 * Ends the request, if it has not ended: the provider sees the connection or stream
	 * go.
	 */
	void close();

}
