package org.llmgateway.suite;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.test.MockRequest;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every surface does at a door.
 */
abstract class SurfaceContract extends DoorContract {

	private static final String ODD = "\n{ \"messages\" : [{\"role\":\"user\",\"content\":\"\\u4e16\\\"界 \\ud83d\\ude80 house-model\"}],"
			+ "\t\"metadata\":{\"model\":\"house-model\"} ,\r\n \"model\"\t:  \"%s\" ,\"stream\" :%s, \"n\": 1e0}\n ";

	SurfaceContract(GatewayFixture gateways, Door door) {
		super(gateways, door);
	}

	static Stream<Call> inspected() {
		return Stream.of(Call.chat("gpt-4:tokens=5", false), Call.chat("gpt-4:tokens=5", true),
				Call.post("/v1/completions", "{\"model\":\"gpt-4:tokens=5\",\"prompt\":\"Hi\"}"),
				Call.post("/v1/completions", "{\"model\":\"gpt-4:tokens=5\",\"prompt\":\"Hi\",\"stream\":true}"),
				Call.post("/v1/embeddings", "{\"model\":\"gpt-4\",\"input\":[\"a\",\"b\"]}"),
				Call.post("/v1/responses", "{\"model\":\"gpt-4:tokens=5\",\"input\":\"Hi\"}"),
				Call.post("/v1/responses", "{\"model\":\"gpt-4:tokens=5\",\"input\":\"Hi\",\"stream\":true}"),
				Call.message("claude-4:tokens=5", false), Call.message("claude-4:tokens=5", true),
				Call.post("/v1/messages/count_tokens", "{\"model\":\"claude-4\",\"messages\":[]}")
					.header("anthropic-version", "2023-06-01"));
	}

	@ParameterizedTest
	@MethodSource("inspected")
	void whenSurfaceIsAskedThenRequestAndAnswerPassByteForByte(Call call) {
		RunningGateway gateway = gateway();
		Answer expected = gateway.direct().send(call);
		gateway.awaitRequest();
		Answer answer = send(call);
		MockRequest request = gateway.awaitRequest();
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.path()).isEqualTo(call.path());
		assertThat(request.body()).isEqualTo(call.body());
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo(expected.body());
		assertThat(answer.header("content-type")).isEqualTo(expected.header("content-type"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenModelHasAnAliasThenOnlyItsNameIsEdited(boolean stream) {
		RunningGateway gateway = gateway();
		Answer answer = send(Call.post("/v1/chat/completions", ODD.formatted("house-model", stream)));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(gateway.awaitRequest().bodyText()).isEqualTo(ODD.formatted(GatewaySpec.ALIAS, stream));
	}

	@Test
	void whenModelIsEscapedThenAliasTakesItsPlace() {
		RunningGateway gateway = gateway();
		send(Call.post("/v1/chat/completions", ODD.formatted("house\\u002dmodel", false)));
		assertThat(gateway.awaitRequest().bodyText()).isEqualTo(ODD.formatted(GatewaySpec.ALIAS, false));
	}

	@Test
	void whenModelHasNoAliasThenNothingIsEdited() {
		RunningGateway gateway = gateway();
		Call call = Call.post("/v1/chat/completions", ODD.formatted("gpt-4", true)).undeclared();
		assertThat(send(call).status()).isEqualTo(200);
		assertThat(gateway.awaitRequest().body()).isEqualTo(call.body());
	}

	@Test
	void whenQueryIsSentThenItTravelsAsItIs() {
		RunningGateway gateway = gateway();
		Call call = Call.post("/v1/chat/completions?api-version=2024-10-21&x=%2F+a%20b&&y", "{\"model\":\"gpt-4\"}");
		assertThat(send(call).status()).isEqualTo(200);
		assertThat(gateway.awaitRequest().path()).isEqualTo(call.path());
	}

	@Test
	void whenBaseUrlHasAPathThenItReplacesTheVersion() {
		RunningGateway gateway = this.gateways
			.gateway(spec().with("llm.gateway.providers.openai.base-url", "${mock}/v1beta/openai"));
		assertThat(send(gateway, Call.chat("gpt-4", false)).status()).isEqualTo(200);
		assertThat(gateway.awaitRequest().path()).isEqualTo("/v1beta/openai/chat/completions");
	}

	@Test
	void whenModelsAreAskedForThenLiteralNamesAreListed() {
		JsonNode list = json(send(Call.get("/v1/models")));
		assertThat(list.required("object").stringValue()).isEqualTo("list");
		assertThat(list.required("data")).hasSize(1);
		assertThat(list.required("data").get(0).required("id").stringValue()).isEqualTo("house-model");
		assertThat(list.required("data").get(0).required("object").stringValue()).isEqualTo("model");
		assertThat(gateway().nextRequest()).isNull();
	}

	@Test
	void whenModelsAreAskedForByAnthropicsClientThenListIsAnthropics() {
		JsonNode list = json(send(Call.get("/v1/models").header("anthropic-version", "2023-06-01")));
		assertThat(list.required("data").get(0).required("type").stringValue()).isEqualTo("model");
		assertThat(list.required("data").get(0).required("id").stringValue()).isEqualTo("house-model");
		assertThat(list.required("has_more").booleanValue()).isFalse();
		assertThat(list.required("first_id").stringValue()).isEqualTo("house-model");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/audio/transcriptions", "/v1/audio/speech", "/v1/images/edits", "/v1/files" })
	void whenSurfaceHasNoModelThenDefaultProviderServesIt(String path) {
		RunningGateway gateway = gateway();
		byte[] body = new byte[300_000];
		for (int i = 0; i < body.length; i++) {
			body[i] = (byte) (i * 31);
		}
		Call call = Call.of("POST", path).header("content-type", "multipart/form-data; boundary=x").body(body);
		for (Call each : List.of(call, call.undeclared())) {
			Answer answer = send(each);
			assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
			MockRequest request = gateway.awaitRequest();
			assertThat(request.path()).isEqualTo(path);
			assertBytes(path, request.body(), body);
			assertThat(request.header("content-type")).isEqualTo("multipart/form-data; boundary=x");
			assertThat(request.header("authorization")).isEqualTo("Bearer " + GatewaySpec.OPENAI_KEY);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "DELETE", "HEAD" })
	void whenFileIsAskedForThenMethodTravels(String method) {
		RunningGateway gateway = gateway();
		assertThat(send(Call.of(method, "/v1/files/file-1?limit=2")).status()).isEqualTo(200);
		MockRequest request = gateway.awaitRequest();
		assertThat(request.method()).isEqualTo(method);
		assertThat(request.path()).isEqualTo("/v1/files/file-1?limit=2");
		assertThat(request.body()).isEmpty();
	}

	@Test
	void whenThereIsNoDefaultProviderThenAnswerNamesTheProperty() {
		RunningGateway gateway = this.gateways.gateway(spec().without("llm.gateway.default-provider"));
		Answer answer = send(gateway, Call.get("/v1/files"));
		assertOpenAiError(answer, 404, "surface_not_served", "invalid_request_error");
		assertThat(answer.text()).contains("llm.gateway.default-provider");
		assertThat(gateway.nextRequest()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/unknown", "/v1/chat/completions/", "/v1//chat/completions", "/v1", "/v1/batches",
			"/v2/chat/completions", "/extra/v1/batches", "/" })
	void whenPathIsNoSurfaceThenNothingReachesAProvider(String path) {
		assertThat(send(Call.post(path, "{\"model\":\"gpt-4\"}")).status()).isEqualTo(404);
		assertThat(gateway().nextRequest()).isNull();
	}

	@Test
	void whenOptionsAreAskedForThenNothingReachesAProvider() {
		send(Call.of("OPTIONS", "/v1/chat/completions"));
		assertThat(gateway().nextRequest()).isNull();
	}

	@Test
	void whenTeamHasAPathOfItsOwnThenItAnswers() {
		RunningGateway gateway = this.gateways.gateway(spec().with(OwnPath.class));
		assertThat(send(gateway, Call.post("/own", "anything")).text()).isEqualTo("own: anything");
		assertThat(send(gateway, Call.chat("gpt-4", false)).status()).isEqualTo(200);
	}

	GatewaySpec passingThrough() {
		String through = "llm.gateway.providers.openai.pass-through.";
		return spec().with(through + "prefix", "/extra")
			.with(through + "paths", "/v1/batches/**,/v1/moderations")
			.with(through + "methods", "GET,POST")
			.with(through + "max-body-size", "1KB");
	}

	@Test
	void whenProviderLetsAPathThroughThenItTravelsUninspected() {
		RunningGateway gateway = this.gateways.gateway(passingThrough());
		Call call = Call.post("/extra/v1/batches/b1/cancel?x=%20", "no JSON");
		Answer answer = send(gateway, call);
		assertThat(answer.status()).as("the mock's own 404").isEqualTo(404);
		assertThat(answer.text()).contains("The mock has no such path");
		MockRequest request = gateway.awaitRequest();
		assertThat(request.path()).isEqualTo("/v1/batches/b1/cancel?x=%20");
		assertThat(request.bodyText()).isEqualTo("no JSON");
		assertThat(request.header("authorization")).isEqualTo("Bearer " + GatewaySpec.OPENAI_KEY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/batches", "/extra/v1/moderations/x", "/extra/v1/assistants", "/extra/v1/batchesx",
			"/extra/v1/batches/../assistants", "/extra/v1/batches/%2e%2e/assistants",
			"/extra/v1/batches/..%2fassistants", "/extra/v1/batches//x", "/extra/v1/batches/;x",
			"/extra/v1/batches/%252e%252e/x" })
	void whenPathIsNotLetThroughThenNothingReachesTheProvider(String path) {
		RunningGateway gateway = this.gateways.gateway(passingThrough());
		assertThat(send(gateway, Call.get(path)).status()).isEqualTo(404);
		assertThat(gateway.nextRequest()).isNull();
	}

	@Test
	void whenMethodIsNotLetThroughThenNothingReachesTheProvider() {
		RunningGateway gateway = this.gateways.gateway(passingThrough());
		assertThat(send(gateway, Call.of("DELETE", "/extra/v1/batches/b1")).status()).isEqualTo(404);
		assertThat(gateway.nextRequest()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenBodyLetThroughIsOverItsLimitThenItIsRefused(boolean declared) {
		RunningGateway gateway = this.gateways.gateway(passingThrough());
		Call call = Call.of("POST", "/extra/v1/batches").body(new byte[200_000]);
		Answer answer = send(gateway, declared ? call : call.undeclared());
		assertOpenAiError(answer, 413, "body_too_large", "invalid_request_error");
		assertThat(answer.text()).contains("1024");
	}

	/** A path that is the team's. */
	@Configuration(proxyBeanMethods = false)
	static class OwnPath {

		@Bean
		RouterFunction<ServerResponse> own() {
			return RouterFunctions.route()
				.POST("/own",
						(request) -> request.bodyToMono(String.class)
							.flatMap((body) -> ServerResponse.ok().bodyValue("own: " + body))
							.switchIfEmpty(Mono.error(new IllegalStateException("No body"))))
				.build();
		}

	}

}
