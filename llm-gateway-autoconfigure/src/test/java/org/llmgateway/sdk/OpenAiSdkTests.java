package org.llmgateway.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.services.blocking.CompletionService;
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
 * OpenAI's own client talks to the gateway, at both doors, and checks every answer
 * against its models.
 */
@ParameterizedClass
@ValueSource(strings = { "direct", "gateway" })
class OpenAiSdkTests {

	@Parameter
	String door;

	private static RunningGateway gateway;

	private static OpenAIClient client;

	@BeforeParameterizedClassInvocation
	static void start(String door) {
		gateway = RunningGateway.of(PlainApplication.class)
			.door(door)
			.with("llm.gateway.inspection.max-body-size", "64KB")
			.start();
		client = OpenAIOkHttpClient.builder()
			.baseUrl(gateway.url("/v1"))
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

	private static ChatCompletionCreateParams.Builder chat(String model) {
		return ChatCompletionCreateParams.builder().model(model).addUserMessage("Say something.");
	}

	private static String text(String model) {
		return MockBehavior.builder().tokens(tokens(model)).build().streamText();
	}

	private static int tokens(String model) {
		return Integer.parseInt(model.substring(model.indexOf("tokens=") + 7).split(":")[0]);
	}

	@Test
	void whenChatThenTheAnswerIsTheProviders() {
		ChatCompletion completion = client.chat().completions().create(chat("gpt-4:tokens=7").build());
		assertThat(completion.choices().get(0).message().content()).contains(text("gpt-4:tokens=7"));
		assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(7);
		assertThat(completion.model()).isEqualTo("gpt-4:tokens=7");
	}

	@Test
	void whenCalledThenTheProviderSeesItsOwnKeyAndNotTheCallers() {
		client.chat().completions().create(chat("gpt-4:tokens=1:seed=99").build());
		List<MockRequest> requests = gateway.mock().requests();
		MockRequest request = requests.get(requests.size() - 1);
		assertThat(request.headers().get("authorization")).containsExactly("Bearer sk-openai");
		assertThat(request.header("x-stainless-lang")).isEqualTo("java");
		assertThat(request.headers().toString()).doesNotContain("sk-of-the-caller");
	}

	@Test
	void whenChatIsStreamedThenTheChunksAddUp() {
		ChatCompletionCreateParams params = chat("gpt-4:tokens=20:batch=3")
			.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
			.build();
		ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
		try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(params)) {
			stream.stream().peek(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
		}
		ChatCompletion completion = accumulator.chatCompletion();
		assertThat(completion.choices().get(0).message().content()).contains(text("gpt-4:tokens=20"));
		assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
		assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(20);
	}

	@Test
	void whenAStreamComesInOddPiecesThenTheChunksAddUp() {
		ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
		try (StreamResponse<ChatCompletionChunk> stream = client.chat()
			.completions()
			.createStreaming(chat("gpt-4:tokens=20:split=odd:crlf=1:comments=1").build())) {
			stream.stream().forEach(accumulator::accumulate);
		}
		assertThat(accumulator.chatCompletion().choices().get(0).message().content()).contains(text("gpt-4:tokens=20"));
	}

	@Test
	void whenAToolIsCalledThenItsArgumentsArrive() {
		ChatCompletion completion = client.chat().completions().create(withTool("gpt-4:tokens=9"));
		assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
		assertToolCall(completion);
	}

	@Test
	void whenAToolCallIsStreamedThenItsArgumentsAddUp() {
		ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
		try (StreamResponse<ChatCompletionChunk> stream = client.chat()
			.completions()
			.createStreaming(withTool("gpt-4:tokens=9"))) {
			stream.stream().peek(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
		}
		assertToolCall(accumulator.chatCompletion());
	}

	private static ChatCompletionCreateParams withTool(String model) {
		return chat(model)
			.addFunctionTool(FunctionDefinition.builder()
				.name("look_up")
				.parameters(FunctionParameters.builder()
					.putAdditionalProperty("type", JsonValue.from("object"))
					.putAdditionalProperty("properties", JsonValue.from(Map.of("text", Map.of("type", "string"))))
					.build())
				.build())
			.build();
	}

	private static void assertToolCall(ChatCompletion completion) {
		ChatCompletionMessageFunctionToolCall call = completion.choices()
			.get(0)
			.message()
			.toolCalls()
			.orElseThrow()
			.get(0)
			.asFunction();
		assertThat(call.function().name()).isEqualTo("look_up");
		Map<?, ?> arguments = call.function().arguments(Map.class);
		assertThat(arguments.values().iterator().next()).isEqualTo(text("gpt-4:tokens=9"));
	}

	@Test
	void whenLegacyCompletionThenItIsAnswered() {
		CompletionCreateParams params = CompletionCreateParams.builder()
			.model("gpt-4:tokens=5")
			.prompt("Say something.")
			.build();
		assertThat(client.completions().create(params).choices().get(0).text()).isEqualTo(text("gpt-4:tokens=5"));
		// Until the last chunk finish_reason is null, which the client's own validation
		// does not take.
		CompletionService lenient = client.withOptions((options) -> options.responseValidation(false)).completions();
		try (StreamResponse<Completion> stream = lenient.createStreaming(params)) {
			assertThat(stream.stream()
				.flatMap((completion) -> completion.choices().stream())
				.map((choice) -> choice.text())
				.collect(Collectors.joining())).isEqualTo(text("gpt-4:tokens=5"));
		}
	}

	@Test
	void whenEmbeddingsThenTheVectorArrives() {
		CreateEmbeddingResponse response = client.embeddings()
			.create(EmbeddingCreateParams.builder().model("gpt-4-embed").input("Some text").build());
		assertThat(response.data().get(0).embedding()).hasSize(16).contains(-0.25f, 0f);
		assertThat(response.usage().promptTokens()).isEqualTo(12);
	}

	@Test
	void whenResponseThenTheAnswerIsTheProviders() {
		Response response = client.responses()
			.create(ResponseCreateParams.builder().model("gpt-4:tokens=6").input("Say something.").build());
		assertThat(outputText(response)).isEqualTo(text("gpt-4:tokens=6"));
	}

	@Test
	void whenResponseIsStreamedThenTheEventsAddUp() {
		ResponseAccumulator accumulator = ResponseAccumulator.create();
		StringBuilder deltas = new StringBuilder();
		try (StreamResponse<ResponseStreamEvent> stream = client.responses()
			.createStreaming(ResponseCreateParams.builder().model("gpt-4:tokens=6").input("Say something.").build())) {
			stream.stream().peek(ResponseStreamEvent::validate).forEach((event) -> {
				accumulator.accumulate(event);
				event.outputTextDelta().ifPresent((delta) -> deltas.append(delta.delta()));
			});
		}
		assertThat(deltas).hasToString(text("gpt-4:tokens=6"));
		assertThat(outputText(accumulator.response())).isEqualTo(text("gpt-4:tokens=6"));
	}

	@Test
	void whenAResponseCallsAToolThenItsArgumentsAddUp() {
		ResponseCreateParams params = ResponseCreateParams.builder()
			.model("gpt-4:tokens=6")
			.input("Say something.")
			.addTool(FunctionTool.builder()
				.name("look_up")
				.strict(false)
				.parameters(FunctionTool.Parameters.builder()
					.putAdditionalProperty("type", JsonValue.from("object"))
					.build())
				.build())
			.build();
		ResponseAccumulator accumulator = ResponseAccumulator.create();
		StringBuilder deltas = new StringBuilder();
		try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
			stream.stream().peek(ResponseStreamEvent::validate).forEach((event) -> {
				accumulator.accumulate(event);
				event.functionCallArgumentsDelta().ifPresent((delta) -> deltas.append(delta.delta()));
			});
		}
		String arguments = client.responses().create(params).output().get(0).asFunctionCall().arguments();
		assertThat(deltas).hasToString(arguments);
		assertThat(accumulator.response().output().get(0).asFunctionCall().arguments()).isEqualTo(arguments);
	}

	private static String outputText(Response response) {
		return response.output()
			.stream()
			.flatMap((item) -> item.message().stream())
			.flatMap((message) -> message.content().stream())
			.map((content) -> content.asOutputText().text())
			.collect(Collectors.joining());
	}

	@Test
	void whenModelsAreListedThenTheyAreTheConfiguredOnes() {
		assertThat(client.models().list().autoPager().stream().map(Model::validate).map(Model::id))
			.containsExactly("gpt-named", "claude-named");
	}

	@Test
	void whenTheModelIsUnknownThenNotFound() {
		NotFoundException error = catchThrowableOfType(NotFoundException.class,
				() -> client.chat().completions().create(chat("no-such-model").build()));
		assertThat(error.code()).contains("model_not_found");
		assertThat(error.param()).contains("model");
		assertThat(error).hasMessageContaining("no-such-model");
		assertThat(error.headers().values("x-request-id")).hasSize(1);
	}

	@Test
	void whenAStreamOfAnUnknownModelIsAskedForThenNotFound() {
		assertThat(catchThrowableOfType(NotFoundException.class,
				() -> client.chat().completions().createStreaming(chat("no-such-model").build()))
			.type()).contains("invalid_request_error");
	}

	@Test
	void whenTheRequestIsWrongThenBadRequest() {
		BadRequestException error = catchThrowableOfType(BadRequestException.class,
				() -> client.chat().completions().create(chat("gpt-4").maxCompletionTokens(-1).build()));
		assertThat(error.code()).contains("invalid_request");
		assertThat(error.param()).contains("max_completion_tokens");
	}

	@Test
	void whenTheDialectDoesNotFitThenBadRequest() {
		assertThat(catchThrowableOfType(BadRequestException.class,
				() -> client.chat().completions().create(chat("claude-4").build()))
			.code()).contains("dialect_mismatch");
	}

	@Test
	void whenTheBodyIsTooLargeThen413() {
		OpenAIServiceException error = catchThrowableOfType(UnexpectedStatusCodeException.class,
				() -> client.chat().completions().create(chat("gpt-4").addUserMessage("x".repeat(65_536)).build()));
		assertThat(error.statusCode()).isEqualTo(413);
		assertThat(error.code()).contains("body_too_large");
	}

	@Test
	void whenTheProviderLimitsTheRateThenItsOwnErrorArrives() {
		RateLimitException error = catchThrowableOfType(RateLimitException.class,
				() -> client.chat().completions().create(chat("gpt-4:status=429:retry-after=7").build()));
		assertThat(error.code()).contains("rate_limit_exceeded");
		assertThat(error.headers().values("retry-after")).containsExactly("7");
	}

	@Test
	void whenTheProviderBreaksOffThenServerError() {
		InternalServerException error = catchThrowableOfType(InternalServerException.class,
				() -> client.chat().completions().create(chat("gpt-4:cut=0").build()));
		assertThat(error.statusCode()).isEqualTo(502);
		assertThat(error.code()).contains("upstream_broken");
	}

	@Test
	void whenTheProviderBreaksOffInAStreamThenTheStreamFails() {
		StringBuilder text = new StringBuilder();
		Throwable error = catchThrowable(() -> {
			try (StreamResponse<ChatCompletionChunk> stream = client.chat()
				.completions()
				.createStreaming(chat("gpt-4:tokens=9:cut=4").build())) {
				stream.stream()
					.flatMap((chunk) -> chunk.choices().stream())
					.forEach((choice) -> choice.delta().content().ifPresent(text::append));
			}
		});
		assertThat(text).hasToString(text("tokens=4"));
		assertThat(error).isInstanceOf(SseException.class).hasMessageContaining("broke off");
	}

}
