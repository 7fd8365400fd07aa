package org.llmgateway.team;

import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;

/**
 * Two stages that keep the last folder: one before ROUTING, one behind DELIVERY.
 */
@Configuration(proxyBeanMethods = false)
class FolderRecorder {

	private volatile @Nullable LlmExchange surface;

	private volatile @Nullable LlmExchange routed;

	LlmExchange surface() {
		return Objects.requireNonNull(this.surface);
	}

	LlmExchange routed() {
		return Objects.requireNonNull(this.routed);
	}

	@Bean
	LlmStage surfaceRecorder() {
		return stage(StageOrder.INSPECTION.after(), (exchange) -> this.surface = exchange);
	}

	@Bean
	LlmStage routedRecorder() {
		return stage(StageOrder.UPSTREAM.before(), (exchange) -> this.routed = exchange);
	}

	private static LlmStage stage(int order, Consumer<LlmExchange> recorder) {
		return new LlmStage() {

			@Override
			public int getOrder() {
				return order;
			}

			@Override
			public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
				recorder.accept(exchange);
				return next.handle(exchange);
			}

		};
	}

}
