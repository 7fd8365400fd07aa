package org.llmgateway.route;

import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;

/**
 * The direct door: drives all stages and writes the answer.
 */
final class DirectDoor {

	private final LlmStage.Next way;

	private final AnswerWriter writer;

	DirectDoor(LlmStage.Next way, AnswerWriter writer) {
		this.way = way;
		this.writer = writer;
	}

	Mono<Void> serve(ServerWebExchange exchange, LlmExchange folder) {
		ServerHttpResponse response = exchange.getResponse();
		GatewayException refusal = SurfaceGuard.refusal(folder);
		Mono<Void> served = (refusal != null) ? this.writer.writeError(response, folder, refusal)
				: this.way.handle(folder)
					.flatMap((answer) -> this.writer.write(response, folder, answer))
					.onErrorResume((error) -> this.writer.writeError(response, folder, error));
		return served.doFinally((signal) -> close(folder, signal));
	}

	static void close(LlmExchange folder, SignalType signal) {
		if (signal == SignalType.CANCEL) {
			folder.log().end(Ending.CLIENT_GONE);
		}
		folder.log().end(Ending.COMPLETE);
		folder.release();
	}

}
