package org.llmgateway.route;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.PeekableBody;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * Finds what predicates ask for: in the folder, or by a look at the body of any other
 * path. Where there is nothing to find it is empty, never an error, and the body stays
 * readable.
 */
final class RequestLookup {

	private static final Surface ANY_PATH = new Surface(Operation.CHAT, Dialect.OPENAI);

	private final BodyInspector inspector;

	RequestLookup(BodyInspector inspector) {
		this.inspector = inspector;
	}

	/**
	 * What is known without reading anything.
	 * @param exchange Spring's exchange
	 * @return what the request says, or {@code null}
	 */
	static @Nullable LlmRequest known(ServerWebExchange exchange) {
		LlmExchange folder = LlmExchange.of(exchange);
		if (folder != null) {
			return folder.request();
		}
		PeekableBody body = PeekableBody.of(exchange);
		return (body != null) ? body.request() : null;
	}

	/**
	 * What the path stands for.
	 * @param exchange Spring's exchange
	 * @return the surface, or {@code null}
	 */
	static @Nullable Surface surface(ServerWebExchange exchange) {
		String path = Surface.endOf(exchange.getRequest().getURI().getRawPath());
		return (path != null) ? Surface.of(path) : null;
	}

	Mono<LlmRequest> find(ServerWebExchange exchange) {
		LlmRequest known = known(exchange);
		if (known != null) {
			return Mono.just(known);
		}
		PeekableBody body = PeekableBody.of(exchange);
		boolean readable = body != null && !body.isLookedAt() && exchange.getRequest().getMethod() == HttpMethod.POST
				&& this.inspector.refusal(exchange.getRequest().getHeaders()) == null;
		if (body == null || !readable) {
			return Mono.empty();
		}
		return body.peek(this.inspector.maxBodySize()).mapNotNull((bytes) -> inspect(exchange, body, bytes));
	}

	private @Nullable LlmRequest inspect(ServerWebExchange exchange, PeekableBody body, ByteBuf bytes) {
		Surface surface = surface(exchange);
		Surface asked = (surface != null && surface.operation().isInspected()) ? surface : ANY_PATH;
		try {
			LlmRequest request = bytes.isReadable() ? this.inspector.inspect(bytes, asked.operation(), asked.dialect())
					: null;
			body.saw(request);
			return request;
		}
		catch (GatewayException ex) {
			return null;
		}
	}

}
