package org.llmgateway.route;

import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.LlmStageStack;
import org.llmgateway.exchange.PeekableBody;

/**
 * The gateway door: drives the stages up to ROUTING, where Spring Cloud Gateway takes
 * over and answers.
 */
final class GatewayDoor {

	private final LlmStageStack stages;

	private final AnswerWriter writer;

	GatewayDoor(LlmStageStack stages, AnswerWriter writer) {
		this.stages = stages;
		this.writer = writer;
	}

	/**
	 * Serves a surface. Failures of the application's own routes and filters stay with
	 * Spring; all others are answered here.
	 * @param exchange Spring's exchange
	 * @param chain the rest of the web filters, with Spring Cloud Gateway behind them
	 * @param folder the folder of the request
	 * @return completes when the answer is written
	 */
	Mono<Void> serve(ServerWebExchange exchange, WebFilterChain chain, LlmExchange folder) {
		GatewayException refusal = SurfaceGuard.refusal(folder);
		if (refusal != null) {
			return this.writer.writeError(exchange.getResponse(), folder, refusal)
				.doFinally((signal) -> DirectDoor.close(folder, signal));
		}
		ServerWebExchange inner = withBody(exchange, folder.replay());
		AtomicBoolean handedOver = new AtomicBoolean();
		LlmStage.Next way = this.stages.upTo((same) -> {
			handedOver.set(true);
			return chain.filter(inner).thenReturn(LlmAnswer.handedOver());
		});
		return way.handle(folder)
			.flatMap((answer) -> this.writer.write(exchange.getResponse(), folder, answer))
			.onErrorResume(
					(error) -> error instanceof GatewayException || !handedOver.get()
							|| exchange.getResponse().isCommitted(),
					(error) -> this.writer.writeError(exchange.getResponse(), folder, error))
			.doFinally((signal) -> DirectDoor.close(folder, signal));
	}

	/**
	 * Lets any other request through, with a body that predicates may look at. A route to
	 * {@code llm://} opens a folder on the way, which is closed here.
	 * @param exchange Spring's exchange
	 * @param chain the rest of the web filters
	 * @return completes when the answer is written
	 */
	Mono<Void> letThrough(ServerWebExchange exchange, WebFilterChain chain) {
		PeekableBody body = new PeekableBody(exchange.getRequest().getBody());
		body.attachTo(exchange);
		return chain.filter(withBody(exchange, body.content()))
			.onErrorResume(GatewayException.class, (error) -> answer(exchange, error))
			.doFinally((signal) -> {
				body.release();
				LlmExchange folder = LlmExchange.of(exchange);
				if (folder != null) {
					DirectDoor.close(folder, signal);
				}
			});
	}

	private Mono<Void> answer(ServerWebExchange exchange, GatewayException error) {
		LlmExchange folder = LlmExchange.of(exchange);
		return (folder != null) ? this.writer.writeError(exchange.getResponse(), folder, error) : Mono.error(error);
	}

	private static ServerWebExchange withBody(ServerWebExchange exchange, Flux<DataBuffer> body) {
		return exchange.mutate().request(new WithBody(exchange.getRequest(), body)).build();
	}

}
