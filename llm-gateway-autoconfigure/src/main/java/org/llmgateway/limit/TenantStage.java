package org.llmgateway.limit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.LoopThread;
import org.llmgateway.exchange.StageOrder;

/**
 * Finds out whose a request is: the principal of Spring Security, else a header, else one
 * tenant for all.
 */
final class TenantStage implements LlmStage {

	private final @Nullable String header;

	private final Tenants tenants;

	TenantStage(@Nullable String header, Tenants tenants) {
		this.header = header;
		this.tenants = tenants;
	}

	@Override
	public int getOrder() {
		return StageOrder.ADMISSION.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		Mono<String> principal = exchange.load().principal();
		String tenant = this.tenants.tenant((this.header != null) ? exchange.headers().getFirst(this.header) : null);
		// The same object for all requests that have none.
		if (principal == Mono.<String>empty()) {
			return admitted(exchange, tenant, next);
		}
		LoopThread thread = new LoopThread(exchange.eventLoop());
		return principal.map(this.tenants::tenant)
			.defaultIfEmpty(tenant)
			.flatMap((known) -> thread.isHere() ? admitted(exchange, known, next)
					: Mono.defer(() -> admitted(exchange, known, next)).subscribeOn(Schedulers.fromExecutor(thread)));
	}

	private Mono<LlmAnswer> admitted(LlmExchange exchange, String tenant, Next next) {
		exchange.load().admit(tenant, this.tenants.loadClass(tenant));
		return next.handle(exchange);
	}

}
