package org.llmgateway.route;

import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;

/**
 * Writes the answer that {@link LlmRoutingFilter} left, through the exchange that it is
 * given, so that filters which rewrite the response see it.
 */
final class LlmWriteResponseFilter implements GlobalFilter, Ordered {

	private final AnswerWriter writer;

	LlmWriteResponseFilter(AnswerWriter writer) {
		this.writer = writer;
	}

	@Override
	public int getOrder() {
		return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		return chain.filter(exchange).then(Mono.defer(() -> write(exchange)));
	}

	private Mono<Void> write(ServerWebExchange exchange) {
		LlmExchange folder = LlmExchange.of(exchange);
		LlmAnswer answer = (folder != null) ? folder.left().take() : null;
		return (folder != null && answer != null) ? this.writer.writeBody(exchange.getResponse(), folder, answer)
				: Mono.empty();
	}

}
