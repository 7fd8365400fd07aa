package org.llmgateway.team;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A team's {@code @Configuration} with routes of its own: Spring Cloud Gateway's filters
 * work on LLM requests and answers.
 */
class TeamRoutesTests {

	private static RunningGateway gateway;

	@BeforeAll
	static void start() {
		gateway = RunningGateway.of(PlainApplication.class, TeamRoutes.class).start();
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.mock().respondWith(null);
		gateway.assertUnharmed();
	}

	private static String chat(String model, String more) {
		return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more + "}";
	}

	private static List<MockRequest> requestsFor(String marker) {
		return gateway.mock().requests().stream().filter((request) -> request.bodyText().contains(marker)).toList();
	}

	private static void failTimes(int times) {
		AtomicInteger count = new AtomicInteger();
		gateway.mock()
			.respondWith((request) -> (count.getAndIncrement() < times)
					? MockResponse.status(503).header("x-first", "1").json("{\"error\":{\"message\":\"once\"}}").build()
					: null);
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions,gpt-retry", "/retry/chat/completions,gpt-custom",
			"/v1/chat/completions,gpt-again", "/again/chat/completions,gpt-again" })
	void whenTheFirstAnswerIs503ThenRetrySendsTheSameBodyAgain(String path, String model) {
		String body = chat(model + ":tokens=3", ",\"user\":\"again " + path + model + "\"");
		failTimes(1);
		Answer answer = gateway.post(path, body);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).contains("chat.completion");
		assertThat(answer.header("x-first")).isNull();
		assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
		assertThat(requestsFor("again " + path + model)).extracting(MockRequest::bodyText).containsExactly(body, body);
	}

	@Test
	void whenTheSecondAnswerIsAStreamThenItIsWhole() {
		failTimes(1);
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-retry:tokens=3", ",\"stream\":true"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("content-length")).isNull();
		assertThat(answer.text()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void whenTheFirstAnswerIsAStreamThenRetryLeavesItAlone() {
		for (String model : List.of("gpt-retry:tokens=40", "gpt-retry:size=700000")) {
			Answer answer = gateway.post("/v1/chat/completions", chat(model, ",\"stream\":" + !model.contains("size")));
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text()).contains("chat.completion").containsAnyOf("data: [DONE]\n\n", "\"usage\"");
		}
	}

	@Test
	void whenAllAnswersAre503ThenTheLastReachesTheCaller() {
		failTimes(9);
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-retry", ",\"user\":\"in vain\""));
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.text()).isEqualTo("{\"error\":{\"message\":\"once\"}}");
		assertThat(requestsFor("in vain")).hasSize(3);
	}

	@Test
	void whenRetryStandsBeforeAModificationThenItIsModifiedOnce() {
		failTimes(1);
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-both", ",\"user\":\"modified once\""));
		assertThat(answer.status()).isEqualTo(200);
		String modified = chat("gpt-both", ",\"user\":\"modified once\"").replace("Hi", "Hi, hi");
		assertThat(requestsFor("modified once")).extracting(MockRequest::bodyText).containsExactly(modified, modified);
	}

	@Test
	void whenARouteModifiesTheResponseBodyThenTheCallerSeesIt() {
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-response:tokens=3", ""));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).contains("\"marked\":true").contains("chat.completion");
		assertThat(answer.headers().allValues("content-length")).containsExactly("" + answer.body().length);
	}

	@Test
	void whenARouteModifiesTheRequestBodyThenTheProviderSeesIt() {
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-request", ",\"user\":\"modified request\""));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).contains("gpt-renamed:tokens=3");
		assertThat(requestsFor("modified request")).singleElement()
			.extracting(MockRequest::model)
			.isEqualTo("gpt-renamed:tokens=3");
	}

	@Test
	void whenARouteChangesTheModelThenTheNewModelDecidesThePool() {
		Answer answer = gateway.post("/v1/chat/completions", chat("alias", ",\"user\":\"new model\""));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(requestsFor("new model")).singleElement()
			.extracting(MockRequest::model)
			.isEqualTo("gpt-renamed:tokens=3");
	}

	@Test
	void whenARouteMakesABodyThatIsNoJsonThenItIsRefused() {
		Answer answer = gateway.post("/v1/chat/completions", chat("gpt-badly", ",\"user\":\"made badly\""));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text()).contains("invalid_request");
		assertThat(requestsFor("made badly")).isEmpty();
	}

	@Test
	void whenARouteOnACustomPathModifiesTheBodyThenTheProviderSeesIt() {
		Answer answer = gateway.post("/modified/chat/completions", chat("gpt-4", ",\"user\":\"custom modified\""));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(requestsFor("custom modified")).singleElement()
			.extracting(MockRequest::bodyText)
			.isEqualTo(chat("gpt-4", ",\"user\":\"custom modified\"").replace("Hi", "Hello"));
	}

	@Test
	void whenARouteOfTheDslNamesNoPoolThenTheErrorSaysSo() {
		Answer answer = gateway.post("/no-pool/chat/completions", chat("gpt-4", ""));
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.text()).contains("\"code\":\"internal_error\"")
			.contains("unknown-pool")
			.contains("llm.gateway.pools");
	}

	@Test
	void whenPredicatesAreComposedThenAllOfThemDecide() {
		String body = "{\"model\":\"claude-4:tokens=2\",\"stream\":true,\"messages\":[]}";
		Answer answer = gateway.post("/v1/messages", body);
		assertThat(answer.header("x-route")).isEqualTo("streams");
		assertThat(answer.text()).contains("event: message_stop");
		assertThat(gateway.post("/v1/messages", body.replace("true", "false")).header("x-route")).isNull();
	}

}
