package org.llmgateway.exchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.Operation;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Errors in the words of each dialect; the file of their bodies is rewritten with
 * {@code -DupdateSnapshots}.
 */
class GatewayErrorHandlerTests {

	private static final Path SNAPSHOT = Path.of("src/test/resources/error-bodies.txt");

	private final GatewayErrorHandler handler = new GatewayErrorHandler();

	private static LlmExchange exchange(Operation operation, Dialect dialect, String... headers) {
		HttpHeaders all = new HttpHeaders();
		for (int i = 0; i < headers.length; i += 2) {
			all.add(headers[i], headers[i + 1]);
		}
		return new LlmExchange(new Surface(operation, dialect), "the-id", new RequestHead("POST", "/v1/x", null, all),
				Flux.empty(), null, 0);
	}

	private static String text(ByteBuf buffer) {
		String text = buffer.toString(StandardCharsets.UTF_8);
		buffer.release();
		return text;
	}

	private String body(LlmAnswer answer) {
		ByteBuf whole = answer.whole();
		assertThat(whole).isNotNull();
		return text(whole);
	}

	@Test
	void whenAnErrorIsAnsweredThenItsBodyIsAsInTheSnapshot() throws Exception {
		StringBuilder all = new StringBuilder();
		for (GatewayError error : GatewayError.values()) {
			GatewayException ex = new GatewayException(error, "What \"was\" wrong", "model", null);
			all.append(error.status()).append(' ').append(error.code()).append('\n');
			for (LlmExchange exchange : List.of(exchange(Operation.CHAT, Dialect.OPENAI),
					exchange(Operation.MESSAGE, Dialect.ANTHROPIC))) {
				LlmAnswer answer = this.handler.answer(exchange, ex);
				assertThat(answer.status()).isEqualTo(error.status());
				all.append(body(answer)).append('\n');
			}
		}
		all.append("events\n")
			.append(event(Operation.CHAT, Dialect.OPENAI, "broke off"))
			.append(event(Operation.RESPONSE, Dialect.OPENAI, "broke off"))
			.append(event(Operation.MESSAGE, Dialect.ANTHROPIC, "broke off"));
		if (System.getProperty("updateSnapshots") != null) {
			Files.writeString(SNAPSHOT, all);
		}
		assertThat(all.toString()).isEqualTo(Files.readString(SNAPSHOT));
	}

	private String event(Operation operation, Dialect dialect, String message) {
		return text(this.handler.event(exchange(operation, dialect),
				new GatewayException(GatewayError.UPSTREAM_CUT, message)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: [DONE]\n\n", "\r", "\r\n\r\n", "\u2028\u2029\u0085", "event: x\n\n",
			"\"}\n\ndata: {", "\\", "\u0000", "\ud800", "\u4f60\ud83d\ude80" })
	void whenAMessageLooksLikeAnEventThenItStaysOneEventAndValidJson(String message) throws Exception {
		for (Operation operation : List.of(Operation.CHAT, Operation.RESPONSE, Operation.MESSAGE)) {
			Dialect dialect = (operation == Operation.MESSAGE) ? Dialect.ANTHROPIC : Dialect.OPENAI;
			String event = event(operation, dialect, message);
			assertThat(event).endsWith("\n\n").doesNotContain("\r");
			List<String> lines = List.of(event.substring(0, event.length() - 2).split("\n", -1));
			assertThat(lines).hasSize((operation == Operation.CHAT) ? 1 : 2);
			JsonNode json = new ObjectMapper().readTree(lines.get(lines.size() - 1).substring("data: ".length()));
			JsonNode error = json.has("error") ? json.get("error") : json;
			if (!message.equals("\ud800")) {
				assertThat(error.get("message").asText()).isEqualTo(message);
			}
		}
	}

	@Test
	void whenTheCallerSpeaksAnthropicOnASharedPathThenItsErrorsDoToo() {
		LlmExchange exchange = exchange(Operation.MODELS, Dialect.OPENAI, "anthropic-version", "2023-06-01");
		assertThat(body(this.handler.answer(exchange, new GatewayException(GatewayError.METHOD_NOT_ALLOWED, "no"))))
			.startsWith("{\"type\":\"error\"")
			.contains("\"request_id\":\"the-id\"");
	}

	@Test
	void whenAnErrorIsNotOursThenNothingOfItIsShown() {
		LlmAnswer answer = this.handler.answer(exchange(Operation.CHAT, Dialect.OPENAI),
				new IllegalStateException("secret"));
		assertThat(answer.status()).isEqualTo(500);
		assertThat(body(answer)).contains("internal_error").contains("the-id").doesNotContain("secret");
	}

	@ParameterizedTest
	@EnumSource
	void whenAnErrorHasATypeThenItIsOneThatTheDialectLists(GatewayError error) {
		assertThat(error.type(Dialect.OPENAI)).isIn("invalid_request_error", "server_error");
		assertThat(error.type(Dialect.ANTHROPIC)).isIn("invalid_request_error", "not_found_error", "request_too_large",
				"api_error", "overloaded_error");
		assertThat(error.isRetryable())
			.isEqualTo(error.status() == 408 || (error.status() >= 502 && error != GatewayError.UPSTREAM_CUT));
	}

}
