package org.llmgateway.exchange;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;

/**
 * One station on a request's way: a function around the next one.
 *
 * <p>
 * A team adds a stage of its own as a bean; {@link StageOrder} gives it a place relative
 * to the gateway's. A stage may refuse by an error (a {@link GatewayException} becomes an
 * answer in the caller's dialect), answer without calling {@code next}, or change the
 * answer of {@code next}. Stages run on the request's event loop and must not block; one
 * that waits goes on, afterwards, on {@link LlmExchange#eventLoop()}.
 */
public interface LlmStage extends Ordered {

	/**
	 * Handles the request, usually by handing it on.
	 * @param exchange the folder of the request
	 * @param next the rest of the way
	 * @return the answer, never empty
	 */
	Mono<LlmAnswer> handle(LlmExchange exchange, Next next);

	/**
	 * The rest of the way.
	 */
	@FunctionalInterface
	interface Next {

		/**
		 * Hands the request on.
		 * @param exchange the folder of the request
		 * @return the answer, never empty
		 */
		Mono<LlmAnswer> handle(LlmExchange exchange);

	}

}
