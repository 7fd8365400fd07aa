package org.llmgateway.house;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.llmgateway.docs.DocumentedCode;
import org.llmgateway.test.MockLlm;
import org.llmgateway.test.MockRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The routes on the pages of the predicates take the requests that the pages say.
 */
class PredicatePagesTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final MockLlm mock = MockLlm.start();

	private @Nullable DocumentedApplication application;

	@AfterEach
	void stop() {
		application().close();
		this.mock.close();
	}

	private DocumentedApplication application() {
		return Objects.requireNonNull(this.application);
	}

	@Test
	void whenTheModelMatchesThenItsRouteTakesIt() {
		start("model");
		assertThat(routed(CHAT, chat("gpt-4.1-mini", ""))).isEqualTo("gpt-4.1-nano");
		assertThat(routed(CHAT, chat("gpt-5-nano", ""))).isEqualTo("gpt-4.1-nano");
		assertThat(routed(CHAT, chat("gpt-4.1", ""))).isEqualTo("gpt-4.1");
		assertThat(routed(CHAT, chat("gpt-5-NANO", ""))).isEqualTo("gpt-5-NANO");
	}

	@Test
	void whenTheRouteIsWrittenInJavaThenItTakesTheSame() {
		String pools = MarkdownPage.of("docs/predicates/model.md").blocks("yaml").get(0).text();
		pools = pools.substring(0, pools.indexOf("spring:"));
		this.application = DocumentedApplication.start(this.mock.baseUrl(), pools, DocumentedCode.Routes.class);
		assertThat(routed(CHAT, chat("gpt-5-nano", ""))).isEqualTo("gpt-4.1-nano");
		assertThat(routed(CHAT, chat("gpt-4.1", ""))).isEqualTo("gpt-4.1");
	}

	@Test
	void whenAStreamIsAskedForThenItsRouteTakesIt() {
		start("stream");
		assertThat(routed(CHAT, chat("gpt-4.1", ",\"stream\":true"))).isEqualTo("gpt-4.1-mini");
		assertThat(routed(CHAT, chat("gpt-4.1", ",\"stream\":false"))).isEqualTo("gpt-4.1");
		assertThat(routed(CHAT, chat("gpt-4.1", ""))).isEqualTo("gpt-4.1");
	}

	@Test
	void whenTheInputIsLongThenTheRouteForLongInputTakesIt() {
		start("token-length");
		assertThat(routed(CHAT, chat("gpt-5", ""))).isEqualTo("gpt-4.1-mini");
		assertThat(routed(CHAT, chat("gpt-5", ",\"tools\":[{\"text\":\"" + "many words ".repeat(8000) + "\"}]")))
			.isEqualTo("gpt-4.1");
	}

	@Test
	void whenTheOperationMatchesThenItsRouteTakesIt() {
		start("operation");
		assertThat(routed("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"Hello\"}"))
			.isEqualTo("text-embedding-3-large");
		assertThat(routed(CHAT, chat("gpt-4.1", ""))).isEqualTo("gpt-4.1");
	}

	@Test
	void whenTheDialectMatchesThenTheFiltersOfItsRouteApply() {
		start("dialect");
		post("/v1/messages",
				"{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
				"anthropic-version", "2023-06-01");
		assertThat(this.mock.awaitRequest(LIMIT).header("anthropic-beta")).isEqualTo("context-1m-2025-08-07");
		post(CHAT, chat("gpt-4.1", ""));
		assertThat(this.mock.awaitRequest(LIMIT).header("anthropic-beta")).isNull();
	}

	@Test
	void whenThereIsNothingToAskThenThePredicatesAreFalse() {
		start("model");
		assertThat(Caller.get(application().url("/elsewhere")).statusCode()).isEqualTo(404);
		assertThat(Caller.post(application().url("/elsewhere"), "{\"model\":").statusCode()).isEqualTo(404);
		assertThat(Caller.post(application().url("/elsewhere"), "").statusCode()).isEqualTo(404);
	}

	private void start(String page) {
		this.application = DocumentedApplication.start(this.mock.baseUrl(),
				MarkdownPage.of("docs/predicates/" + page + ".md").blocks("yaml").get(0).text());
	}

	private static String chat(String model, String more) {
		return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}";
	}

	/** The model that the provider was asked for tells which route was taken. */
	private String routed(String path, String body) {
		post(path, body);
		MockRequest request = this.mock.awaitRequest(LIMIT);
		String model = request.model();
		return (model != null) ? model : "(none)";
	}

	private void post(String path, String body, String... headers) {
		HttpResponse<String> response = Caller.post(application().url(path), body, headers);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

}
