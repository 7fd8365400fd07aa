package org.llmgateway.limit;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.PoolCatalog;
import org.llmgateway.exchange.RequestLoad;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.LoadClass;

/**
 * Lowers the class of a request to that of its model, its first pool and its route, and
 * refuses what memory is now too full for; its body is let go of with it.
 */
final class LoadClassStage implements LlmStage {

	private final MemoryLevel level;

	private final ShedCounts counts;

	private final PoolCatalog pools;

	LoadClassStage(MemoryLevel level, ShedCounts counts, PoolCatalog pools) {
		this.level = level;
		this.counts = counts;
		this.pools = pools;
	}

	@Override
	public int getOrder() {
		return StageOrder.ROUTING.order() + 100;
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		RequestLoad load = exchange.load();
		RouteDecision route = exchange.route();
		if (route != null) {
			lower(load, route.loadClass());
			List<String> names = route.pools();
			if (!names.isEmpty()) {
				lower(load, this.pools.loadClass(names.get(0)));
			}
		}
		lower(load, exchange.settings().loadClass());
		return this.level.sheds(load.loadClass()) ? Mono.error(this.counts.shed(ShedReason.MEMORY))
				: next.handle(exchange);
	}

	private static void lower(RequestLoad load, @Nullable LoadClass loadClass) {
		if (loadClass != null) {
			load.lower(loadClass);
		}
	}

}
