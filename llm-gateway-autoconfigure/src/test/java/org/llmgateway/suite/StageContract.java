package org.llmgateway.suite;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a team's own stages can do at a door.
 */
abstract class StageContract extends DoorContract {

	StageContract(GatewayFixture gateways, Door door) {
		super(gateways, door);
	}

	@Override
	GatewaySpec spec() {
		return super.spec().with(OwnStages.class);
	}

	@Test
	void whenStageAddsAHeaderThenCallerSeesItOnEveryAnswer() {
		assertThat(send(Call.chat("gpt-4", false)).header("x-own")).isEqualTo("gpt-4");
		assertThat(send(Call.chat("gpt-4", true)).header("x-own")).isEqualTo("gpt-4");
		assertThat(send(Call.message("claude-4:status=429", true)).header("x-own")).isEqualTo("claude-4:status=429");
	}

	@Test
	void whenStageRefusesThenCallerIsToldInItsDialect() {
		assertOpenAiError(send(Call.chat("gpt-forbidden", true)), 400, "invalid_request", "invalid_request_error");
		assertAnthropicError(send(Call.message("claude-forbidden", true)), 400, "invalid_request_error");
		assertThat(gateway().nextRequest()).isNull();
		this.gateways.assertQuietLog();
	}

	@Test
	void whenStageFailsThenCallerIsToldNoSecret() {
		for (Call call : List.of(Call.chat("gpt-failing", true), Call.chat("gpt-throwing", true),
				Call.chat("gpt-4", true).header("x-failing", "1"),
				Call.chat("gpt-4", true).header("x-throwing", "1"))) {
			Answer answer = send(call);
			assertOpenAiError(answer, 500, "internal_error", "server_error");
			assertThat(answer.text()).doesNotContain("secret");
		}
	}

	@Test
	void whenStageBeforeRoutingRefusesThenBodyIsNotRead() {
		assertOpenAiError(send(Call.chat("gpt-4", false).header("x-forbidden", "1")), 400, "invalid_request",
				"invalid_request_error");
		assertThat(gateway().nextRequest()).isNull();
	}

	/** Stages of a team. */
	@Configuration(proxyBeanMethods = false)
	static class OwnStages {

		@Bean
		LlmStage early() {
			return new LlmStage() {

				@Override
				public int getOrder() {
					return StageOrder.INSPECTION.before();
				}

				@Override
				public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
					if (exchange.headers().containsHeader("x-throwing")) {
						throw new IllegalStateException("secret");
					}
					if (exchange.headers().containsHeader("x-failing")) {
						return Mono.error(new IllegalStateException("secret"));
					}
					return exchange.headers().containsHeader("x-forbidden")
							? Mono.error(new GatewayException(GatewayError.INVALID_REQUEST, "Forbidden here"))
							: next.handle(exchange);
				}

			};
		}

		@Bean
		LlmStage late() {
			return new LlmStage() {

				@Override
				public int getOrder() {
					return StageOrder.UPSTREAM.before();
				}

				@Override
				public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
					LlmRequest request = exchange.request();
					String model = (request != null) ? String.valueOf(request.model()) : "none";
					if (model.endsWith("-forbidden")) {
						return Mono.error(new GatewayException(GatewayError.INVALID_REQUEST, "Forbidden here"));
					}
					if (model.endsWith("-throwing")) {
						throw new IllegalStateException("secret");
					}
					if (model.endsWith("-failing")) {
						return Mono.error(new IllegalStateException("secret"));
					}
					return next.handle(exchange).doOnNext((answer) -> answer.headers().set("x-own", model));
				}

			};
		}

	}

}
