package org.llmgateway.header;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.GatewayError;

/**
 * Refuses requests whose headers are not as the policy wants them. How large they may be
 * in all is seen to below the application, for all paths.
 */
final class HeaderStage implements LlmStage {

	private final HeaderPolicy policy;

	private final @Nullable HeaderAudit audit;

	HeaderStage(HeaderPolicy policy, @Nullable HeaderAudit audit) {
		this.policy = policy;
		this.audit = audit;
	}

	@Override
	public int getOrder() {
		return StageOrder.HEADERS.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		HeaderViolation violation = this.policy.check(new ExchangeHeaders(exchange.headers()));
		if (violation == null) {
			return next.handle(exchange);
		}
		if (this.audit != null) {
			this.audit.record(exchange.requestId(), violation);
		}
		return Mono.error(new GatewayException(GatewayError.HEADER_REFUSED, violation.sentence()));
	}

	private record ExchangeHeaders(HttpHeaders headers) implements RequestHeaders {

		@Override
		public @Nullable List<String> values(String name) {
			return this.headers.get(name);
		}

		@Override
		public Set<String> names() {
			return this.headers.headerNames();
		}

	}

}
