package org.llmgateway.house;

import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import org.llmgateway.docs.DocumentedCode;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page on doors and stages says.
 */
class DoorsPageTests {

	private static final String CHAT = "/v1/chat/completions";

	private final MockLlm mock = MockLlm.start();

	@AfterEach
	void stop() {
		this.mock.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "direct", "gateway" })
	void whenATeamAddsTheStagesOfThePageThenTheyRunAtBothDoors(String door) {
		try (DocumentedApplication application = start("llm.gateway.door: " + door, DocumentedCode.Stages.class)) {
			HttpResponse<String> answer = Caller.post(application.url(CHAT), chat("Hello", ",\"stream\":true"));
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("X-Counted")).hasValue("yes");
			assertThat(answer.body()).endsWith("data: [DONE]\n\n");
			HttpResponse<String> refusal = Caller.post(application.url(CHAT), chat("many words ".repeat(100_000), ""));
			assertThat(refusal.statusCode()).isEqualTo(400);
			assertThat(refusal.body()).contains("\"invalid_request\"", "at most 100000 are taken");
			assertThat(this.mock.requests()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "direct", "gateway" })
	void whenAWebFilterHasNoOrderThenItSeesEachRequestBeforeTheDoor(String door) {
		try (DocumentedApplication application = start("llm.gateway.door: " + door, Filters.class)) {
			int before = Filters.seen.get();
			HttpResponse<String> answer = Caller.post(application.url(CHAT), chat("Hello", ""));
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(Filters.seen.get() - before).isOne();
		}
	}

	@Test
	void whenATeamHasAPathOfItsOwnThenTheRouteOfThePageServesIt() {
		String routes = MarkdownPage.of("docs/doors.md")
			.blocks("yaml")
			.stream()
			.map(MarkdownPage.Block::text)
			.filter((text) -> text.contains("team-a"))
			.findFirst()
			.orElseThrow();
		try (DocumentedApplication application = start(routes)) {
			HttpResponse<String> answer = Caller.post(application.url("/team-a/chat/completions"), chat("Hello", ""));
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			assertThat(this.mock.requests()).singleElement().satisfies((request) -> {
				assertThat(request.path()).isEqualTo(CHAT);
				assertThat(request.header("openai-beta")).isEqualTo("assistants=v2");
			});
			assertThat(Caller.post(application.url("/team-a/elsewhere"), chat("Hello", "")).statusCode())
				.isEqualTo(404);
		}
	}

	@Test
	void whenThePageNamesThePlacesThenTheyAreThoseOfTheStages() {
		String places = Stream.of(StageOrder.values())
			.map(Enum::name)
			.reduce((first, second) -> first + ", " + second)
			.orElseThrow();
		assertThat(MarkdownPage.of("docs/doors.md").text()).contains(places);
	}

	private DocumentedApplication start(String yaml, Class<?>... beans) {
		return DocumentedApplication.start(this.mock.baseUrl(), yaml, beans);
	}

	private static String chat(String content, String more) {
		return "{\"model\":\"gpt-4.1\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + more + "}";
	}

	@Configuration(proxyBeanMethods = false)
	static class Filters {

		static final AtomicInteger seen = new AtomicInteger();

		@Bean
		WebFilter counting() {
			return (exchange, chain) -> {
				seen.incrementAndGet();
				return chain.filter(exchange);
			};
		}

	}

}
