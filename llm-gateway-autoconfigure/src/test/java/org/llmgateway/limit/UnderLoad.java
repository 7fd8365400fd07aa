package org.llmgateway.limit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.LoadClass;
import org.llmgateway.suite.RunningGateway;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * A gateway whose memory is as full as a test says, and whose callers say their class in
 * a header {@code x-class}.
 */
@Configuration(proxyBeanMethods = false)
class UnderLoad {

	static void shed(RunningGateway gateway, @Nullable LoadClass highest) {
		gateway.context().getBean(Level.class).highest = highest;
	}

	@Bean
	@Primary
	Level level() {
		return new Level();
	}

	@Bean
	LlmStage callersClass() {
		return new LlmStage() {

			@Override
			public int getOrder() {
				return StageOrder.ADMISSION.order() + 50;
			}

			@Override
			public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
				String loadClass = exchange.headers().getFirst("x-class");
				if (loadClass != null) {
					exchange.load().admit("caller", LoadClass.valueOf(loadClass));
				}
				return next.handle(exchange);
			}

		};
	}

	static final class Level implements MemoryLevel {

		private volatile @Nullable LoadClass highest;

		@Override
		public double value() {
			return 0.5;
		}

		@Override
		public boolean sheds(LoadClass loadClass) {
			LoadClass highest = this.highest;
			return highest != null && loadClass.compareTo(highest) <= 0;
		}

		@Override
		public boolean isFull() {
			return false;
		}

	}

}
