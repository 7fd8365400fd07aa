package org.llmgateway.stream;

import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.StreamSettings;

/**
 * What DELIVERY does for an answer, for answers that no stage has brought: those of
 * ordinary routes.
 */
public interface StreamDelivery {

	/**
	 * Puts signs of life between the events of an answer, keeps its total time, and ends
	 * it at shutdown.
	 * @param answer the answer that will come
	 * @param exchange the folder of the request
	 * @param settings what to do, all decided
	 * @return the answer to write
	 */
	Mono<LlmAnswer> deliver(Mono<LlmAnswer> answer, LlmExchange exchange, StreamSettings settings);

}
