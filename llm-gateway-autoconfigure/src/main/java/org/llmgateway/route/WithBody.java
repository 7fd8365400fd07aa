package org.llmgateway.route;

import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * A request with another body than the one that came in.
 */
final class WithBody extends ServerHttpRequestDecorator {

	private final Flux<DataBuffer> body;

	/**
	 * Gives a request another body.
	 * @param delegate the request
	 * @param body the body, for as many subscribers as it takes
	 */
	WithBody(ServerHttpRequest delegate, Flux<DataBuffer> body) {
		super(delegate);
		this.body = body;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return this.body;
	}

}
