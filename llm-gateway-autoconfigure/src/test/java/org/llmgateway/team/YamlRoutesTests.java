package org.llmgateway.team;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.test.MockRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Ordinary routes of Spring Cloud Gateway in YAML, with the gateway's predicates among
 * its own.
 */
class YamlRoutesTests {

	private static final int LIMIT = 1 << 20;

	private static RunningGateway gateway;

	@BeforeAll
	static void start() {
		gateway = RunningGateway.of(PlainApplication.class)
			.with("spring.config.import", "classpath:team-routes.yml")
			.with("llm.gateway.inspection.max-body-size", LIMIT + "B")
			.start();
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.assertUnharmed();
	}

	private static String chat(String model, String more) {
		return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more + "}";
	}

	private static MockRequest lastRequest() {
		List<MockRequest> requests = gateway.mock().requests();
		return requests.get(requests.size() - 1);
	}

	@Test
	void whenTheModelAndStreamFitThenTheStreamingRouteIsTaken() {
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-yaml:tokens=3", ",\"stream\":true"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("x-route")).isEqualTo("streams");
		assertThat(answer.header("content-type")).startsWith("text/event-stream");
		assertThat(answer.text()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void whenStreamIsMissingThenItIsFalse() {
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-yaml:tokens=3", ""));
		assertThat(answer.header("x-route")).isEqualTo("answers");
		assertThat(answer.text()).contains("chat.completion");
		assertThat(gateway.post("/v1/chat/completions", chat("gpt-other", "")).header("x-route")).isEqualTo("answers");
		assertThat(gateway.post("/v1/chat/completions", chat("gpt-others", "")).header("x-route")).isNull();
	}

	@Test
	void whenARouteAddsRequestHeadersThenTheAllowedOnesReachTheProvider() {
		gateway.post("/v1/chat/completions", chat("gpt-yaml:tokens=3", ""));
		MockRequest request = lastRequest();
		assertThat(request.header("openai-beta")).isEqualTo("of-the-route");
		assertThat(request.headers()).doesNotContainKey("x-not-allowed");
		assertThat(request.header("authorization")).isEqualTo("Bearer sk-openai");
	}

	@Test
	void whenTheInputIsShortOrLongThenItsRouteIsTaken() {
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-4", ""), "x-team", "a");
		assertThat(answer.header("x-route")).isEqualTo("short");
		String words = chat("gpt-4", ",\"metadata\":\"" + "word ".repeat(200) + "\"");
		assertThat(gateway.post("/v1/chat/completions", words, "x-team", "a").header("x-route")).isEqualTo("long");
		assertThat(gateway.post("/v1/chat/completions", words, "x-team", "b").header("x-route")).isNull();
	}

	@Test
	void whenTheOperationFitsThenItsRouteIsTaken() {
		Answer answer = gateway.post("/v1/embeddings", "{\"model\":\"gpt-embed\",\"input\":\"text\"}");
		assertThat(answer.header("x-route")).isEqualTo("embeddings");
		assertThat(answer.status()).isEqualTo(200);
	}

	@Test
	void whenTheDialectFitsThenItsRouteIsTaken() {
		String body = "{\"model\":\"claude-yaml:tokens=2\",\"max_tokens\":9,\"messages\":[]}";
		Answer answer = gateway.post("/v1/messages", body);
		assertThat(answer.header("x-route")).isEqualTo("anthropic");
		assertThat(lastRequest().header("x-api-key")).isEqualTo("sk-anthropic");
		assertThat(gateway.post("/v1/chat/completions", body).header("x-route")).isNull();
	}

	@Test
	void whenACustomPathIsRewrittenToASurfaceThenThePoolAnswers() {
		Answer answer = gateway.post("/team-a/chat/completions", chat("gpt-4:tokens=3", ",\"stream\":true"),
				"authorization", "Bearer of-the-caller");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("x-route")).isEqualTo("rewritten");
		assertThat(answer.header("x-request-id")).isNotBlank();
		assertThat(answer.text()).endsWith("data: [DONE]\n\n");
		assertThat(lastRequest().path()).isEqualTo("/v1/chat/completions");
		assertThat(lastRequest().header("authorization")).isEqualTo("Bearer sk-openai");
	}

	@Test
	void whenACustomPathEndsWithASurfaceThenNoRewriteIsNeeded() {
		Answer answer = gateway.post("/team-b/chat/completions", chat("gpt-4:tokens=3", ""));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("x-route")).isEqualTo("by-ending");
		assertThat(lastRequest().path()).isEqualTo("/v1/chat/completions");
	}

	@Test
	void whenABodyOnACustomPathIsMalformedThenItIsRefusedInItsDialect() {
		Answer answer = gateway.post("/team-a/chat/completions", "{\"model\":");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text()).contains("\"code\":\"invalid_request\"");
		answer = gateway.post("/team-a/messages", "{\"model\":");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text()).startsWith("{\"type\":\"error\"");
	}

	@Test
	void whenACustomPathEndsWithNoSurfaceThen404SaysWhatToDo() {
		Answer answer = gateway.post("/nowhere/else", chat("gpt-4", ""));
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.text()).contains("\"code\":\"surface_not_served\"").contains("RewritePath");
		answer = gateway.post("/nowhere/else", chat("gpt-4", ""), "anthropic-version", "2023-06-01");
		assertThat(answer.text()).startsWith("{\"type\":\"error\"");
	}

	@Test
	void whenARouteNamesNoPoolThenTheStartFails() {
		String route = "spring.cloud.gateway.server.webflux.routes[0].";
		RunningGateway.Builder builder = RunningGateway.of(PlainApplication.class)
			.with(route + "id", "no-pool")
			.with(route + "uri", "llm://unknown-pool")
			.with(route + "predicates[0]", "Model=gpt-no-pool");
		assertThatThrownBy(builder::start).hasRootCauseInstanceOf(ConfigurationFault.class)
			.rootCause()
			.hasMessageContaining("there is no pool 'unknown-pool'");
	}

	@Test
	void whenAnHttpRouteTakesASurfaceThenTheBodyArrivesComplete() {
		String body = chat("gpt-http:tokens=4", ",\"stream\":true,\"pad\":\"" + "x".repeat(LIMIT / 2) + "\"");
		Answer answer = gateway.post("/v1/chat/completions", body);
		assertThat(answer.header("x-route")).isEqualTo("http-on-surface");
		assertThat(answer.text()).endsWith("data: [DONE]\n\n");
		assertThat(lastRequest().bodyText()).isEqualTo(body);
	}

	@Test
	void whenABodyOnASurfaceIsOverTheLimitThen413WhateverTheRoute() {
		String body = chat("gpt-http", ",\"pad\":\"" + "x".repeat(LIMIT) + "\"");
		assertThat(gateway.post("/v1/chat/completions", body).status()).isEqualTo(413);
	}

	@Test
	void whenAnHttpRouteTakesACustomPathThenTheBodyArrivesComplete() {
		String body = chat("gpt-http:tokens=4", ",\"pad\":\"" + "x".repeat(LIMIT / 2) + "\"");
		Answer answer = gateway.post("/proxy/v1/chat/completions", body);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("x-route")).isEqualTo("http-on-path");
		assertThat(answer.text()).contains(MockBehavior.builder().tokens(1).build().streamText().trim());
		assertThat(lastRequest().bodyText()).isEqualTo(body);
	}

	@Test
	void whenABodyIsOverTheLimitThenPredicatesAreFalseAndItArrivesComplete() {
		byte[] body = new byte[5 * LIMIT];
		Arrays.fill(body, (byte) ' ');
		byte[] json = chat("gpt-http", "").getBytes(StandardCharsets.UTF_8);
		System.arraycopy(json, 0, body, 0, json.length);
		for (HttpRequest.BodyPublisher publisher : List.of(HttpRequest.BodyPublishers.ofByteArray(body),
				HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArrays(List.of(body))))) {
			Answer answer = gateway.send(gateway.request("/proxy/v1/chat/completions")
				.header("content-type", "application/json")
				.POST(publisher));
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("x-route")).isEqualTo("http-rest");
			assertThat(lastRequest().body()).isEqualTo(body);
		}
	}

	@Test
	void whenThereIsNoBodyThenPredicatesAreFalse() {
		Answer answer = gateway.get("/proxy/v1/models");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("x-route")).isEqualTo("http-rest");
		answer = gateway.post("/proxy/v1/chat/completions", "");
		assertThat(answer.header("x-route")).isEqualTo("http-rest");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
			"not a media type" })
	void whenABodyIsNotJsonThenPredicatesAreFalseAndItArrivesComplete(String contentType) {
		String body = chat("gpt-http:tokens=2", "");
		Answer answer = gateway.post("/proxy/v1/chat/completions", body, "content-type", contentType);
		assertThat(answer.header("x-route")).isEqualTo("http-rest");
		assertThat(lastRequest().bodyText()).isEqualTo(body);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{", "[]", "{\"model\":\"gpt-http\"", "{\"model\":1}", "{\"model\":\"gpt-http\"}x", "\"\"" })
	void whenABodyIsMalformedThenPredicatesAreFalseAndItArrivesComplete(String body) {
		Answer answer = gateway.post("/proxy/v1/chat/completions", body);
		assertThat(answer.header("x-route")).isEqualTo("http-rest");
		assertThat(lastRequest().bodyText()).isEqualTo(body);
	}

	@Test
	void whenSeveralRoutesLookAtABodyThenTheFirstThatFitsIsTaken() {
		String body = chat("other", ",\"stream\":true");
		assertThat(gateway.post("/proxy/v1/chat/completions", body).header("x-route")).isEqualTo("http-streams");
		assertThat(lastRequest().bodyText()).isEqualTo(body);
		body = chat("other", "");
		assertThat(gateway.post("/proxy/v1/chat/completions", body).header("x-route")).isEqualTo("http-short");
		body = chat("other", ",\"x\":\"" + "word ".repeat(50) + "\"");
		assertThat(gateway.post("/proxy/v1/chat/completions", body).header("x-route")).isEqualTo("http-rest");
		assertThat(lastRequest().bodyText()).isEqualTo(body);
	}

}
