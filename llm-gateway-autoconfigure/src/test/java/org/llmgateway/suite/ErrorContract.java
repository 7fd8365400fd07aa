package org.llmgateway.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.test.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a door says what went wrong: its own errors in the caller's dialect, a provider's
 * as they came.
 */
abstract class ErrorContract extends DoorContract {

	ErrorContract(GatewayFixture gateways, Door door) {
		super(gateways, door);
	}

	@Test
	void whenModelIsUnknownThen404() {
		Answer answer = send(Call.chat("no-such-model", true));
		assertOpenAiError(answer, 404, "model_not_found", "invalid_request_error");
		assertThat(answer.text()).contains("no-such-model");
		assertThat(json(answer).required("error").required("param").stringValue()).isEqualTo("model");
		assertAnthropicError(send(Call.message("no-such-model", true)), 404, "not_found_error");
		assertThat(gateway().nextRequest()).isNull();
		this.gateways.assertQuietLog();
	}

	@Test
	void whenOpenAiSurfaceIsUsedByAnthropicsClientThenErrorIsAnthropics() {
		assertAnthropicError(send(Call.chat("no-such-model", false).header("anthropic-version", "2023-06-01")), 404,
				"not_found_error");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "", "[]", "{\"model\":\"gpt-4\",}", "{\"model\":\"gpt-4\"} x", "{\"model\":7}",
			"{\"model\":\"\"}", "{}", "{\"model\":\"gpt-4\",\"stream\":\"yes\"}",
			"{\"model\":\"gpt-4\",\"model\":\"a\"}" })
	void whenBodyIsMalformedThen400(String body) {
		assertOpenAiError(send(Call.post("/v1/chat/completions", body)), 400, "invalid_request",
				"invalid_request_error");
		assertAnthropicError(send(Call.post("/v1/messages", body)), 400, "invalid_request_error");
		assertThat(gateway().nextRequest()).isNull();
		this.gateways.assertQuietLog();
	}

	@Test
	void whenPoolDoesNotSpeakTheDialectThen400() {
		assertOpenAiError(send(Call.chat("claude-4", false)), 400, "dialect_mismatch", "invalid_request_error");
		Answer answer = send(Call.message("gpt-4", false));
		assertAnthropicError(answer, 400, "invalid_request_error");
		assertThat(answer.text()).contains("gpt-4").contains("/v1/chat/completions");
		assertThat(gateway().nextRequest()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenBodyIsOverTheLimitThen413(boolean declared) {
		RunningGateway gateway = this.gateways.gateway(spec().with("llm.gateway.inspection.max-body-size", "1KB"));
		Call fits = Call.post("/v1/chat/completions", "{\"model\":\"gpt-4\",\"x\":\"" + "x".repeat(1000) + "\"}");
		assertThat(fits.body()).hasSize(1024);
		for (int more : List.of(1, 300_000)) {
			String body = "{\"model\":\"gpt-4\",\"x\":\"" + "x".repeat(1000 + more) + "\"}";
			Call openAi = Call.post("/v1/chat/completions", body);
			assertOpenAiError(send(gateway, declared ? openAi : openAi.undeclared()), 413, "body_too_large",
					"invalid_request_error");
			Call anthropic = Call.post("/v1/messages", body);
			assertAnthropicError(send(gateway, declared ? anthropic : anthropic.undeclared()), 413,
					"request_too_large");
		}
		assertThat(gateway.nextRequest()).isNull();
		assertThat(send(gateway, declared ? fits : fits.undeclared()).status()).isEqualTo(200);
		this.gateways.assertQuietLog();
	}

	@ParameterizedTest
	@CsvSource({ "GET,/v1/chat/completions", "PUT,/v1/embeddings", "DELETE,/v1/responses", "POST,/v1/models" })
	void whenMethodDoesNotFitThen405(String method, String path) {
		Answer answer = send(Call.of(method, path).header("content-type", "application/json"));
		assertOpenAiError(answer, 405, "method_not_allowed", "invalid_request_error");
		assertThat(answer.header("allow")).isEqualTo(path.equals("/v1/models") ? "GET" : "POST");
		assertThat(gateway().nextRequest()).isNull();
	}

	@Test
	void whenMethodDoesNotFitOnAnthropicsSurfaceThen405() {
		assertAnthropicError(send(Call.get("/v1/messages")), 405, "invalid_request_error");
	}

	@Test
	void whenWebSocketIsAskedForThen426() {
		Answer answer = send(Call.get("/v1/responses")
			.header("upgrade", "websocket")
			.header("connection", "upgrade")
			.header("sec-websocket-version", "13")
			.header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="));
		assertOpenAiError(answer, 426, "upgrade_refused", "invalid_request_error");
		assertThat(answer.header("upgrade")).isEqualTo("HTTP/1.1");
		assertThat(answer.header("connection")).isEqualToIgnoringCase("upgrade");
		assertThat(gateway().nextRequest()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "application/json; charset=utf-16", "nonsense",
			"multipart/form-data; boundary=x" })
	void whenBodyIsNotJsonThen415(String contentType) {
		Call call = Call.of("POST", "/v1/chat/completions").header("content-type", contentType).body(utf8("{}"));
		assertOpenAiError(send(call), 415, "unsupported_media_type", "invalid_request_error");
	}

	@Test
	void whenBodyIsCompressedThen415() {
		assertOpenAiError(send(Call.chat("gpt-4", false).header("content-encoding", "gzip")), 415,
				"unsupported_media_type", "invalid_request_error");
	}

	@Test
	void whenProviderRefusesTheConnectionThen502() {
		RunningGateway gateway = this.gateways
			.gateway(spec().with("llm.gateway.providers.openai.base-url", "http://127.0.0.1:" + closedPort()));
		Answer answer = send(gateway, Call.chat("gpt-4", true));
		assertOpenAiError(answer, 502, "upstream_refused", "server_error");
		assertThat(answer.text()).contains("'openai'").doesNotContain("127.0.0.1");
		this.gateways.assertQuietLog();
	}

	private static int closedPort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@CsvSource({ "cut=0,true", "cut=0,false", "reset=0,true", "reset=0,false" })
	void whenProviderBreaksOffBeforeItAnswersThen502(String fault, boolean stream) {
		assertOpenAiError(send(Call.chat("gpt-4:" + fault, stream)), 502, "upstream_broken", "server_error");
		assertAnthropicError(send(Call.message("claude-4:" + fault, stream)), 502, "api_error");
		this.gateways.assertQuietLog();
	}

	@Test
	void whenProviderSaysNonsenseThen502() {
		gateway().mock()
			.respond(MockResponse.status(200)
				.framing(MockResponse.Framing.RAW)
				.write("SSH-2.0-OpenSSH_9\r\n\r\n")
				.finish(MockResponse.Finish.STALL)
				.build());
		assertOpenAiError(send(Call.chat("gpt-4", false)), 502, "upstream_broken", "server_error");
		assertThat(gateway().awaitRequest().ended()).as("the connection is not used again")
			.succeedsWithin(RunningCall.LIMIT);
		this.gateways.assertQuietLog();
	}

	@ParameterizedTest
	@CsvSource({ "text/html,<html>", "application/json,''", "text/event-stream,''",
			"text/event-stream,': nothing\n\n'" })
	void whenProviderAnswersWithNothingOfUseThen502(String type, String body) {
		gateway().mock().respond(MockResponse.status(200).header("content-type", type).write(body).build());
		assertOpenAiError(send(Call.chat("gpt-4", true)), 502, "upstream_broken", "server_error");
		assertAnthropicError(send(Call.message("claude-4", false)), 502, "api_error");
		this.gateways.assertQuietLog();
	}

	@Test
	void whenProviderBreaksASmallAnswerOffThen502() {
		Answer answer = send(Call.chat("gpt-4:size=2000:cut=1", false));
		assertOpenAiError(answer, 502, "upstream_cut", "server_error");
		assertAnthropicError(send(Call.message("claude-4:size=2000:reset=1", false)), 502, "api_error");
		this.gateways.assertQuietLog();
	}

	@Test
	void whenProviderBreaksAStreamOffBeforeItsFirstEventThen502() {
		gateway().mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.header("openai-processing-ms", "1")
				.write("")
				.chunked()
				.finish(MockResponse.Finish.CUT)
				.build());
		Answer answer = send(Call.chat("gpt-4", true));
		assertOpenAiError(answer, 502, "upstream_cut", "server_error");
		assertThat(answer.headers().names()).doesNotContain("openai-processing-ms", "x-accel-buffering",
				"transfer-encoding");
		this.gateways.assertQuietLog();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenProviderIsSilentThen504(boolean stream) {
		RunningGateway gateway = this.gateways.gateway(spec().with("llm.gateway.upstream.response-timeout", "100ms")
			.with("llm.gateway.models[0].stream.first-token", "100ms"));
		assertOpenAiError(send(gateway, Call.chat("gpt-4:headers-stall=true", stream)), 504,
				stream ? "first_token_timeout" : "upstream_timeout", "server_error");
		assertThat(gateway.awaitRequest().ended()).succeedsWithin(RunningCall.LIMIT);
		this.gateways.assertQuietLog();
	}

	@Test
	void whenAllConnectionsAreInUseThen503() {
		RunningGateway gateway = this.gateways.gateway(spec().with("llm.gateway.upstream.max-connections", "1"));
		RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat("gpt-4:stall=1", true));
		call.awaitText("data:");
		Answer answer = send(gateway, Call.chat("gpt-4", false));
		assertOpenAiError(answer, 503, "upstream_busy", "server_error");
		assertThat(answer.header("retry-after")).isEqualTo("1");
		assertThat(send(gateway, Call.message("claude-4", false)).status()).as("another provider").isEqualTo(200);
		call.cancel();
		this.gateways.assertNothingLeft();
		assertThat(send(gateway, Call.chat("gpt-4", false)).status()).isEqualTo(200);
		this.gateways.assertQuietLog();
	}

	@ParameterizedTest
	@CsvSource({ "429:retry-after=7,true", "429:retry-after=7,false", "400,true", "401,false", "403,false", "404,true",
			"413,false", "500,true", "503,false", "529,true", "529,false" })
	void whenProviderAnswersWithAnErrorThenItPassesByteForByte(String status, boolean stream) {
		RunningGateway gateway = gateway();
		for (Call call : List.of(Call.chat("gpt-4:status=" + status, stream),
				Call.message("claude-4:status=" + status, stream))) {
			Answer expected = gateway.direct().send(call);
			Answer answer = send(call);
			assertThat(answer.status()).isEqualTo(expected.status())
				.isEqualTo(Integer.parseInt(status.substring(0, 3)));
			assertThat(answer.body()).isEqualTo(expected.body()).isNotEmpty();
			assertThat(answer.header("retry-after")).isEqualTo(expected.header("retry-after"));
			assertThat(answer.header("content-type")).isEqualTo("application/json");
		}
		if (!status.equals("401") && !status.equals("403")) {
			// Only of a key that is refused the log tells.
			this.gateways.assertQuietLog();
		}
	}

	@Test
	void whenProviderRedirectsThenCallerSeesItAndNothingIsFollowed() {
		RunningGateway gateway = gateway();
		gateway.mock()
			.respond(MockResponse.status(307).header("location", gateway.mock().baseUrl() + "/elsewhere").build());
		Answer answer = send(Call.chat("gpt-4", false));
		assertThat(answer.status()).isEqualTo(307);
		assertThat(gateway.awaitRequest().path()).isEqualTo("/v1/chat/completions");
		assertThat(gateway.nextRequest()).isNull();
	}

}
