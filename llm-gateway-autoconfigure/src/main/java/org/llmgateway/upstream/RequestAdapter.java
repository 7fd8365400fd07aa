package org.llmgateway.upstream;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.core.io.buffer.NettyDataBufferFactory;

import org.llmgateway.codec.JsonEdit;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.llm.BodyEdit;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.provider.ApiKey;
import org.llmgateway.provider.Provider;

/**
 * Makes the request that one endpoint gets: path, headers by the allow-list, the
 * provider's credentials, the model's name there, and the wish for usage. Nothing else is
 * edited.
 */
final class RequestAdapter {

	private final HeaderAllowList allowed;

	RequestAdapter(HeaderAllowList allowed) {
		this.allowed = allowed;
	}

	/**
	 * Adapts a request.
	 * @param exchange the folder, which keeps its own body
	 * @param endpoint where it goes
	 * @param key a key of its provider
	 * @return the request, whose body the caller of this method releases
	 */
	UpstreamRequest adapt(LlmExchange exchange, Endpoint endpoint, ApiKey key) {
		Provider provider = endpoint.provider();
		ByteBuf body = body(exchange, endpoint);
		String length = (body != null) ? String.valueOf(body.readableBytes())
				: exchange.headers().getFirst("Content-Length");
		HttpHeaders headers = headers(exchange, provider, key);
		if (length != null) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
		}
		Publisher<ByteBuf> content = (body == null && hasContent(exchange, length))
				? exchange.content().map(NettyDataBufferFactory::toByteBuf) : null;
		return new UpstreamRequest(provider, exchange.method(), provider.target(exchange.path(), exchange.query()),
				headers, body, content);
	}

	/**
	 * Whether the request can be made a second time.
	 * @param exchange the folder
	 * @return {@code true} if its body is kept, or it has none and asks for nothing to be
	 * done
	 */
	static boolean isReplayable(LlmExchange exchange) {
		return RetryDecision.isReplayable(exchange.body() != null,
				hasContent(exchange, exchange.headers().getFirst("Content-Length")), exchange.method());
	}

	/**
	 * On HTTP/2 and HTTP/3 a body may come without a length; where one makes no sense
	 * none is looked for, because its absence would be sent as an empty one.
	 */
	private static boolean hasContent(LlmExchange exchange, @Nullable String length) {
		if (length != null) {
			return !length.equals("0");
		}
		return exchange.headers().containsHeader("Transfer-Encoding") || switch (exchange.method()) {
			case "POST", "PUT", "PATCH" -> true;
			default -> false;
		};
	}

	private static @Nullable ByteBuf body(LlmExchange exchange, Endpoint endpoint) {
		ByteBuf body = exchange.body();
		LlmRequest request = exchange.request();
		if (body == null || request == null) {
			return (body != null) ? body.retainedDuplicate() : null;
		}
		String alias = endpoint.model();
		BodyEdit model = (alias == null || request.modelStart() < 0 || alias.equals(request.model())) ? null
				: JsonEdit.string(request.modelStart(), request.modelEnd(), alias);
		boolean ask = exchange.settings().isUsageWanted() && endpoint.provider().takesIncludeUsage();
		BodyEdit usage = ask ? request.usageEdit() : null;
		exchange.settings().usageAdded(usage != null);
		BodyEdit first = (model != null) ? model : usage;
		if (first == null) {
			return body.retainedDuplicate();
		}
		return JsonEdit.apply(body.retainedDuplicate(), first, (model != null) ? usage : null,
				ByteBufAllocator.DEFAULT);
	}

	private HttpHeaders headers(LlmExchange exchange, Provider provider, ApiKey key) {
		HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
		headers.set(HttpHeaderNames.HOST, provider.authority());
		List<String> connection = exchange.headers().get("Connection");
		exchange.headers().forEach((name, values) -> {
			if (this.allowed.allows(name) && !HopByHop.isNamed(connection, name)) {
				add(headers, name, values);
			}
		});
		headers.set("x-request-id", exchange.requestId());
		headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
		provider.prepare(headers, key);
		return headers;
	}

	private static void add(HttpHeaders headers, String name, List<String> values) {
		for (int i = 0; i < values.size(); i++) {
			headers.add(name, values.get(i));
		}
	}

}
