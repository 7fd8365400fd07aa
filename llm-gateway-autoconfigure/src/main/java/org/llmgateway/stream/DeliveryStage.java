package org.llmgateway.stream;

import java.util.function.LongSupplier;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.PoolCatalog;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.exchange.StreamSettings;

/**
 * DELIVERY: works for the one caller of a request. Decides the settings of its stream,
 * gives signs of life while the provider is silent, reads ahead of a slow client, and
 * ends what takes too long or what shutdown does not wait for.
 */
final class DeliveryStage implements LlmStage, StreamDelivery {

	private final StreamSettings settings;

	private final PoolCatalog pools;

	private final Endings endings;

	private final DeliveryContext context;

	DeliveryStage(StreamSettings settings, PoolCatalog pools, Endings endings, DeliveryContext context) {
		this.settings = settings;
		this.pools = pools;
		this.endings = endings;
		this.context = context;
	}

	@Override
	public int getOrder() {
		return StageOrder.DELIVERY.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		if (exchange.settings().delivery() == StreamSettings.OFF) {
			// The first time, should a filter of the route try again.
			exchange.onClose(() -> this.endings.closed(exchange));
		}
		exchange.settings().general(this.settings);
		RouteDecision route = exchange.route();
		boolean pooled = route != null && !route.pools().isEmpty();
		StreamSettings own = exchange.settings()
			.deliver((route != null && pooled) ? this.pools.stream(route.pools().get(0)) : null);
		return deliver(next.handle(exchange), exchange, own);
	}

	@Override
	public Mono<LlmAnswer> deliver(Mono<LlmAnswer> answer, LlmExchange exchange, StreamSettings settings) {
		return new Delivered(answer, exchange, settings, this.context);
	}

	/**
	 * What all deliveries share.
	 *
	 * @param buffer counts what waits for slow clients
	 * @param open all deliveries that are under way
	 * @param nanoClock the time in nanoseconds
	 */
	record DeliveryContext(SharedBuffer buffer, OpenDeliveries open, LongSupplier nanoClock) {

	}

	private static final class Delivered extends Mono<LlmAnswer> {

		private final Mono<LlmAnswer> source;

		private final LlmExchange exchange;

		private final StreamSettings settings;

		private final DeliveryContext context;

		Delivered(Mono<LlmAnswer> source, LlmExchange exchange, StreamSettings settings, DeliveryContext context) {
			this.source = source;
			this.exchange = exchange;
			this.settings = settings;
			this.context = context;
		}

		@Override
		public void subscribe(CoreSubscriber<? super LlmAnswer> actual) {
			this.source.subscribe(new DeliveryCall(actual, this.exchange, this.settings, this.context));
		}

	}

}
