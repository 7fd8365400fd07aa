package org.llmgateway.route;

import java.net.URI;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.GatewayErrorHandler;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.LlmStageStack;
import org.llmgateway.exchange.PeekableBody;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.exchange.RouteSettings;
import org.llmgateway.exchange.Surface;
import org.llmgateway.exchange.WholeBody;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.Operation;

/**
 * Drives the stages after ROUTING for routes to {@code llm://<pool>}: sets status and
 * headers, and leaves the body in the folder for {@link LlmWriteResponseFilter}, as
 * Spring Cloud Gateway itself does.
 */
final class LlmRoutingFilter implements GlobalFilter, Ordered {

	/** The scheme of routes to pools. */
	static final String SCHEME = "llm";

	/** In place of a pool: the model decides. */
	static final String BY_MODEL = "by-model";

	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

	private static final Surface NO_SURFACE = new Surface(Operation.PASS_THROUGH, Dialect.OPENAI);

	private final LlmStageStack stages;

	private final LlmStage.Next byModel;

	private final BodyInspector inspector;

	private final GatewayErrorHandler errors;

	private final AnswerWriter writer;

	LlmRoutingFilter(LlmStageStack stages, LlmStage.Next byModel, BodyInspector inspector, GatewayErrorHandler errors,
			AnswerWriter writer) {
		this.stages = stages;
		this.byModel = byModel;
		this.inspector = inspector;
		this.errors = errors;
		this.writer = writer;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 2;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		URI uri = GatewayAttributes.requestUrl(exchange);
		if (uri == null || !SCHEME.equals(uri.getScheme()) || ServerWebExchangeUtils.isAlreadyRouted(exchange)) {
			return chain.filter(exchange);
		}
		ServerWebExchangeUtils.setAlreadyRouted(exchange);
		RouteSettings settings = RouteSettings.find(exchange);
		LlmExchange folder = LlmExchange.of(exchange);
		if (folder == null) {
			LlmExchange opened = openOnCustomPath(exchange, uri);
			opened.settings().filters(settings);
			return drive(exchange, chain, opened, this.stages.upTo(routing(uri)));
		}
		folder.settings().filters(settings);
		Mono<Void> rewriting = rewrite(exchange, folder);
		return (rewriting == null) ? drive(exchange, chain, folder, routing(uri))
				: rewriting.then(Mono.defer(() -> drive(exchange, chain, folder, routing(uri))));
	}

	private Mono<Void> drive(ServerWebExchange exchange, GatewayFilterChain chain, LlmExchange folder,
			LlmStage.Next way) {
		return way.handle(folder)
			.onErrorResume((error) -> Mono.just(this.errors.answer(folder, error)))
			.flatMap((answer) -> {
				leave(exchange, folder, answer);
				// Filters without an order stand behind this one, as behind all that
				// route.
				return chain.filter(exchange);
			});
	}

	private void leave(ServerWebExchange exchange, LlmExchange folder, LlmAnswer answer) {
		this.writer.writeHead(exchange.getResponse(), folder, answer);
		GatewayAttributes.responseHead(exchange, answer.headers());
		folder.left().put(answer);
	}

	private LlmStage.Next routing(URI uri) {
		String pool = uri.getHost();
		if (pool == null || pool.equals(BY_MODEL)) {
			return this.byModel;
		}
		return (folder) -> {
			folder.routed(RouteDecision.toPools(List.of(pool)));
			return this.stages.afterRouting().handle(folder);
		};
	}

	private static LlmExchange openOnCustomPath(ServerWebExchange exchange, URI uri) {
		String path = Surface.endOf(uri.getRawPath());
		Surface surface = (path != null) ? Surface.of(path) : null;
		if (surface == null || path == null) {
			// The error, too, needs a folder: it is answered where this one is closed.
			FolderOpener.open(exchange, NO_SURFACE, uri.getRawPath());
			throw new GatewayException(GatewayError.SURFACE_NOT_SERVED, uri.getRawPath()
					+ " ends with no LLM surface; give the route a RewritePath or SetPath filter that leads to one, for example /v1/chat/completions");
		}
		PeekableBody body = PeekableBody.of(exchange);
		boolean replaced = body == null || body.content() != exchange.getRequest().getBody();
		return FolderOpener.open(replaced ? copying(exchange) : exchange, surface, path);
	}

	/**
	 * Spring Cloud Gateway frees the body that it has cached before the folder closes.
	 */
	private static ServerWebExchange copying(ServerWebExchange exchange) {
		Flux<DataBuffer> body = exchange.getRequest()
			.getBody()
			.map((buffer) -> BUFFERS.wrap(copy(NettyDataBufferFactory.toByteBuf(buffer))));
		return exchange.mutate().request(new WithBody(exchange.getRequest(), body)).build();
	}

	private static ByteBuf copy(ByteBuf buffer) {
		ByteBuf copy = ByteBufAllocator.DEFAULT.ioBuffer(buffer.readableBytes());
		copy.writeBytes(buffer);
		buffer.release();
		return copy;
	}

	/**
	 * Filters of the route may have changed headers, query and body; only a body takes
	 * time.
	 */
	private @Nullable Mono<Void> rewrite(ServerWebExchange exchange, LlmExchange folder) {
		ServerHttpRequest request = exchange.getRequest();
		// Not the route's URI: on its way there the query has been taken apart.
		folder.rewritten(request.getHeaders(), request.getURI().getRawQuery());
		Flux<DataBuffer> body = request.getBody();
		ByteBuf known = folder.body();
		if (known == null || body == folder.replay()) {
			return null;
		}
		return new WholeBody(body.map(NettyDataBufferFactory::toByteBuf), this.inspector.maxBodySize())
			.doOnNext((collected) -> inspectAgain(folder, known, collected))
			.then();
	}

	private void inspectAgain(LlmExchange folder, ByteBuf known, WholeBody.Collected collected) {
		ByteBuf body = collected.whole();
		if (body == null) {
			collected.discard().run();
			throw new GatewayException(GatewayError.BODY_TOO_LARGE, "The body that a filter of the route made is larger"
					+ " than the limit of " + this.inspector.maxBodySize() + " bytes");
		}
		if (ByteBufUtil.equals(body, known)) {
			body.release();
			return;
		}
		body = copy(body);
		try {
			folder.rewritten(body, this.inspector.inspect(body, folder.operation(), folder.dialect()));
		}
		catch (GatewayException ex) {
			body.release();
			throw ex;
		}
	}

}
