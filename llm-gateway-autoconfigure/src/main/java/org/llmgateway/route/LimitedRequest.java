package org.llmgateway.route;

import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * A request whose body is streamed through, up to a bound.
 */
final class LimitedRequest extends ServerHttpRequestDecorator {

	private final long limit;

	private long bytes;

	/**
	 * Limits a request.
	 * @param delegate the request
	 * @param limit the bound in bytes
	 */
	LimitedRequest(ServerHttpRequest delegate, long limit) {
		super(delegate);
		this.limit = limit;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		if (getHeaders().getContentLength() > this.limit) {
			return Flux.error(tooLarge());
		}
		return super.getBody().map(this::count);
	}

	private DataBuffer count(DataBuffer buffer) {
		this.bytes += buffer.readableByteCount();
		if (this.bytes > this.limit) {
			DataBufferUtils.release(buffer);
			throw tooLarge();
		}
		return buffer;
	}

	private GatewayException tooLarge() {
		return new GatewayException(GatewayError.BODY_TOO_LARGE, "The body is larger than the limit of " + this.limit
				+ " bytes of this path (pass-through.max-body-size)");
	}

}
