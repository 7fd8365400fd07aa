package org.llmgateway.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Anthropic's own client talks to the gateway, at both doors, and checks every answer
 * against its models.
 */
@ParameterizedClass
@ValueSource(strings = { "direct", "gateway" })
class AnthropicSdkTests {

	@Parameter
	String door;

	private static RunningGateway gateway;

	private static AnthropicClient client;

	@BeforeParameterizedClassInvocation
	static void start(String door) {
		gateway = RunningGateway.of(PlainApplication.class)
			.door(door)
			.with("llm.gateway.inspection.max-body-size", "64KB")
			.start();
		client = AnthropicOkHttpClient.builder()
			.baseUrl(gateway.url(""))
			.apiKey("sk-of-the-caller")
			.responseValidation(true)
			.timeout(Duration.ofMinutes(1))
			.maxRetries(0)
			.build();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		client.close();
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.assertUnharmed();
	}

	private static MessageCreateParams.Builder message(String model) {
		return MessageCreateParams.builder().model(model).maxTokens(100).addUserMessage("Say something.");
	}

	private static String text(int tokens) {
		return MockBehavior.builder().tokens(tokens).build().streamText();
	}

	@Test
	void whenMessageThenTheAnswerIsTheProviders() {
		Message message = client.messages().create(message("claude-4:tokens=7").build());
		assertThat(message.content().get(0).asText().text()).isEqualTo(text(7));
		assertThat(message.usage().outputTokens()).isEqualTo(7);
		assertThat(message.stopReason()).contains(StopReason.END_TURN);
	}

	@Test
	void whenCalledThenTheProviderSeesItsOwnKeyAndNotTheCallers() {
		client.messages().create(message("claude-4:tokens=1:seed=99").build());
		List<MockRequest> requests = gateway.mock().requests();
		MockRequest request = requests.get(requests.size() - 1);
		assertThat(request.headers().get("x-api-key")).containsExactly("sk-anthropic");
		assertThat(request.header("anthropic-version")).isNotBlank();
		assertThat(request.headers().toString()).doesNotContain("sk-of-the-caller");
	}

	@Test
	void whenMessageIsStreamedThenTheEventsAddUp() {
		Message message = stream(message("claude-4:tokens=20:batch=3").build());
		assertThat(message.content().get(0).asText().text()).isEqualTo(text(20));
		assertThat(message.stopReason()).contains(StopReason.END_TURN);
		assertThat(message.usage().outputTokens()).isEqualTo(20);
	}

	@Test
	void whenAStreamComesInOddPiecesThenTheEventsAddUp() {
		Message message = stream(message("claude-4:tokens=20:split=odd:crlf=1:comments=1").build());
		assertThat(message.content().get(0).asText().text()).isEqualTo(text(20));
	}

	private static Message stream(MessageCreateParams params) {
		MessageAccumulator accumulator = MessageAccumulator.create();
		try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
			stream.stream().peek(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
		}
		return accumulator.message();
	}

	@Test
	void whenAToolIsUsedThenItsInputArrives() {
		assertToolUse(client.messages().create(withTool()));
	}

	@Test
	void whenAToolUseIsStreamedThenItsInputAddsUp() {
		assertToolUse(stream(withTool()));
	}

	private static MessageCreateParams withTool() {
		return message("claude-4:tokens=9")
			.addTool(Tool.builder()
				.name("look_up")
				.inputSchema(Tool.InputSchema.builder()
					.properties(Tool.InputSchema.Properties.builder()
						.putAdditionalProperty("text", JsonValue.from(Map.of("type", "string")))
						.build())
					.build())
				.build())
			.build();
	}

	private static void assertToolUse(Message message) {
		assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
		ToolUseBlock block = message.content().get(0).asToolUse();
		assertThat(block.name()).isEqualTo("look_up");
		Map<?, ?> input = block._input().convert(Map.class);
		assertThat(input).isNotNull();
		assertThat(input.values().iterator().next()).isEqualTo(text(9));
	}

	@Test
	void whenTokensAreCountedThenTheCountIsTheProviders() {
		assertThat(client.messages()
			.countTokens(MessageCountTokensParams.builder()
				.model("claude-4:input=345")
				.addUserMessage("Say something.")
				.build())
			.inputTokens()).isEqualTo(345);
	}

	@Test
	void whenModelsAreListedThenTheyAreTheConfiguredOnes() {
		// What the model can do and until when, the gateway does not know and does not
		// say.
		List<ModelInfo> models = client.withOptions((options) -> options.responseValidation(false))
			.models()
			.list()
			.autoPager()
			.stream()
			.toList();
		assertThat(models).extracting(ModelInfo::id).containsExactly("gpt-named", "claude-named");
		assertThat(models).extracting(ModelInfo::displayName).containsExactly("gpt-named", "claude-named");
		assertThat(models.get(0).createdAt()).isNotNull();
	}

	@Test
	void whenTheModelIsUnknownThenNotFound() {
		NotFoundException error = catchThrowableOfType(NotFoundException.class,
				() -> client.messages().create(message("no-such-model").build()));
		assertThat(error).hasMessageContaining("no-such-model").hasMessageContaining("not_found_error");
		assertThat(error.headers().values("x-request-id")).hasSize(1);
	}

	@Test
	void whenTheRequestIsWrongThenBadRequest() {
		assertThat(catchThrowableOfType(BadRequestException.class,
				() -> client.messages().create(message("claude-4").maxTokens(-1).build())))
			.hasMessageContaining("invalid_request_error")
			.hasMessageContaining("max_tokens");
	}

	@Test
	void whenTheDialectDoesNotFitThenBadRequest() {
		assertThat(catchThrowableOfType(BadRequestException.class,
				() -> client.messages().createStreaming(message("gpt-4").build())))
			.hasMessageContaining("/v1/chat/completions");
	}

	@Test
	void whenTheBodyIsTooLargeThen413() {
		AnthropicServiceException error = catchThrowableOfType(AnthropicServiceException.class,
				() -> client.messages().create(message("claude-4").addUserMessage("x".repeat(65_536)).build()));
		assertThat(error.statusCode()).isEqualTo(413);
		assertThat(error).hasMessageContaining("request_too_large");
	}

	@Test
	void whenTheProviderLimitsTheRateThenItsOwnErrorArrives() {
		RateLimitException error = catchThrowableOfType(RateLimitException.class,
				() -> client.messages().create(message("claude-4:status=429:retry-after=7").build()));
		assertThat(error).hasMessageContaining("rate_limit_error");
		assertThat(error.headers().values("retry-after")).containsExactly("7");
	}

	@Test
	void whenTheProviderIsOverloadedThenItsOwnErrorArrives() {
		AnthropicServiceException error = catchThrowableOfType(AnthropicServiceException.class,
				() -> client.messages().create(message("claude-4:status=529").build()));
		assertThat(error.statusCode()).isEqualTo(529);
		assertThat(error).hasMessageContaining("overloaded_error");
	}

	@Test
	void whenTheProviderBreaksOffThenServerError() {
		InternalServerException error = catchThrowableOfType(InternalServerException.class,
				() -> client.messages().create(message("claude-4:cut=0").build()));
		assertThat(error.statusCode()).isEqualTo(502);
		assertThat(error).hasMessageContaining("api_error");
	}

	@Test
	void whenTheProviderBreaksOffInAStreamThenTheStreamFails() {
		StringBuilder text = new StringBuilder();
		Throwable error = catchThrowable(() -> {
			try (StreamResponse<RawMessageStreamEvent> stream = client.messages()
				.createStreaming(message("claude-4:tokens=9:cut=4").build())) {
				stream.stream()
					.flatMap((event) -> event.contentBlockDelta().stream())
					.forEach((delta) -> text.append(delta.delta().asText().text()));
			}
		});
		assertThat(text).hasToString(text(4));
		assertThat(error).isInstanceOf(SseException.class).hasMessageContaining("broke off");
	}

}
