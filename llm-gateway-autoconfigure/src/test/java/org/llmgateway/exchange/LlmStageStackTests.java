package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stages stand around one another in the order of {@link StageOrder}.
 */
class LlmStageStackTests {

	private final List<String> seen = new ArrayList<>();

	private final LlmExchange exchange = new LlmExchange(new Surface(Operation.CHAT, Dialect.OPENAI), "id",
			new RequestHead("POST", "/v1/chat/completions", null, new HttpHeaders()), Flux.empty(), null, 0);

	private LlmStage stage(String name, int order) {
		return new LlmStage() {

			@Override
			public int getOrder() {
				return order;
			}

			@Override
			public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
				LlmStageStackTests.this.seen.add(name);
				return next.handle(exchange).doOnNext((answer) -> LlmStageStackTests.this.seen.add("/" + name));
			}

		};
	}

	private LlmStage upstream() {
		return new LlmStage() {

			@Override
			public int getOrder() {
				return StageOrder.UPSTREAM.order();
			}

			@Override
			public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
				return Mono.just(LlmAnswer.handedOver());
			}

		};
	}

	@Test
	void whenARequestPassesThenStagesAreSeenInOrderWhateverTheirRegistration() {
		List<LlmStage> stages = new ArrayList<>(List.of(stage("before-inspection", StageOrder.INSPECTION.before()),
				stage("inspection", StageOrder.INSPECTION.order()),
				stage("routing-before", StageOrder.ROUTING.before()),
				stage("after-routing", StageOrder.ROUTING.after()), stage("events", StageOrder.EVENTS.order()),
				upstream()));
		Collections.reverse(stages);
		LlmStageStack stack = new LlmStageStack(stages);
		LlmStage.Next way = stack.upTo((exchange) -> {
			this.seen.add("routing");
			return stack.afterRouting().handle(exchange);
		});
		StepVerifier.create(way.handle(this.exchange)).expectNextCount(1).verifyComplete();
		assertThat(this.seen).containsExactly("before-inspection", "inspection", "routing-before", "routing",
				"after-routing", "events", "/events", "/after-routing", "/routing-before", "/inspection",
				"/before-inspection");
	}

	@Test
	void whenNoStageAnswersThenTheErrorSaysSo() {
		StepVerifier
			.create(new LlmStageStack(List.of(stage("events", StageOrder.EVENTS.order()))).afterRouting()
				.handle(this.exchange))
			.verifyErrorSatisfies((error) -> assertThat(error).hasMessageContaining("UPSTREAM"));
	}

	@Test
	void whenAStageThrowsThenItIsAnError() {
		LlmStage throwing = new LlmStage() {

			@Override
			public int getOrder() {
				return 0;
			}

			@Override
			public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
				throw new IllegalStateException("thrown");
			}

		};
		StepVerifier.create(new LlmStageStack(List.of(throwing)).upTo((exchange) -> Mono.empty()).handle(this.exchange))
			.verifyErrorMessage("thrown");
	}

	@Test
	void whenPlacesAreComparedThenBeforeAndAfterLieBetweenTheStages() {
		for (StageOrder order : StageOrder.values()) {
			assertThat(order.before()).isLessThan(order.order());
			assertThat(order.after()).isGreaterThan(order.order());
			if (order.ordinal() > 0) {
				assertThat(order.before()).isGreaterThanOrEqualTo(StageOrder.values()[order.ordinal() - 1].after());
			}
		}
	}

}
