package org.llmgateway.test;

import java.util.List;
import java.util.stream.Collectors;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The official clients read what the mock writes. */
class SdkTests {

	private static final String TEXT = MockBehavior.DEFAULT.streamText();

	private final MockLlm mock = MockLlm.start();

	private final OpenAIClient openAi = OpenAIOkHttpClient.builder()
		.apiKey("k")
		.baseUrl(this.mock.baseUrl() + "/v1")
		.maxRetries(0)
		.build();

	private final AnthropicClient anthropic = AnthropicOkHttpClient.builder()
		.apiKey("k")
		.baseUrl(this.mock.baseUrl())
		.maxRetries(0)
		.build();

	@AfterEach
	void close() {
		this.openAi.close();
		this.anthropic.close();
		this.mock.close();
	}

	private static ChatCompletionCreateParams.Builder chat() {
		return ChatCompletionCreateParams.builder().model("mock").addUserMessage("hi");
	}

	private static ChatCompletionFunctionTool tool() {
		return ChatCompletionFunctionTool.builder()
			.function(FunctionDefinition.builder().name("get_time").build())
			.build();
	}

	@Test
	void whenOpenAiChatIsCalledThenTheTextIsRead() {
		ChatCompletion completion = this.openAi.chat().completions().create(chat().build());
		assertThat(completion.validate().choices().get(0).message().content()).contains(TEXT);
		assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(16);
	}

	@Test
	void whenOpenAiChatIsStreamedThenTheTextIsRead() {
		ChatCompletion completion = stream(
				chat().streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build());
		assertThat(completion.choices().get(0).message().content()).contains(TEXT);
		assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(28);
	}

	@Test
	void whenOpenAiChatHasToolsThenTheCallIsRead() {
		ChatCompletionCreateParams params = chat().addTool(tool()).build();
		assertCall(this.openAi.chat().completions().create(params).validate());
		assertCall(stream(params));
	}

	private static void assertCall(ChatCompletion completion) {
		ChatCompletion.Choice choice = completion.choices().get(0);
		ChatCompletionMessageToolCall call = choice.message().toolCalls().orElseThrow().get(0);
		assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
		assertThat(call.asFunction().function().name()).isEqualTo("get_time");
		assertThat(call.asFunction().function().arguments()).isEqualTo(AnswerKey.arguments(TEXT));
	}

	private ChatCompletion stream(ChatCompletionCreateParams params) {
		ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
		try (com.openai.core.http.StreamResponse<ChatCompletionChunk> stream = this.openAi.chat()
			.completions()
			.createStreaming(params)) {
			stream.stream().forEach(accumulator::accumulate);
		}
		return accumulator.chatCompletion();
	}

	@Test
	void whenTheRecordingIsPlayedThenTheOpenAiClientReadsIt() {
		ChatCompletionCreateParams params = chat().model("mock:raw=openai:split=odd").build();
		ChatCompletion completion = stream(params);
		assertThat(completion.choices().get(0).message().content().orElseThrow()).contains("世界", "data: [DONE]\n\n",
				"\u2028", "🚀", "several");
		List<ChatCompletionMessageToolCall> calls = completion.choices().get(0).message().toolCalls().orElseThrow();
		assertThat(calls).extracting((call) -> call.asFunction().function().arguments())
			.containsExactly("{\"city\":\"東京 🗼\"}", "{}");
	}

	@Test
	void whenOtherOpenAiSurfacesAreCalledThenTheirAnswersAreRead() {
		assertThat(this.openAi.completions()
			.create(CompletionCreateParams.builder().model("mock").prompt("hi").build())
			.validate()
			.choices()
			.get(0)
			.text()).isEqualTo(TEXT);
		assertThat(this.openAi.embeddings()
			.create(EmbeddingCreateParams.builder().model("mock").input("hi").build())
			.data()
			.get(0)
			.embedding()).hasSize(16).startsWith(-0.25f);
		assertThat(this.openAi.models().list().data().get(0).id()).isEqualTo("mock");
	}

	@Test
	void whenResponsesAreCalledThenTheTextIsRead() {
		ResponseCreateParams params = ResponseCreateParams.builder().model("mock").input("hi").build();
		assertThat(text(this.openAi.responses().create(params).validate())).isEqualTo(TEXT);
		for (String model : List.of("mock", "mock:raw=responses")) {
			ResponseAccumulator accumulator = ResponseAccumulator.create();
			try (com.openai.core.http.StreamResponse<ResponseStreamEvent> stream = this.openAi.responses()
				.createStreaming(params.toBuilder().model(model).build())) {
				stream.stream().map(ResponseStreamEvent::validate).forEach(accumulator::accumulate);
			}
			assertThat(text(accumulator.response())).isEqualTo(model.equals("mock") ? TEXT
					: "Hello 世界 👩‍👩‍👧 line\u2028separator data: [DONE]\n\nevent: response.completed\n\n🚀");
		}
	}

	private static String text(Response response) {
		return response.output()
			.stream()
			.flatMap((item) -> item.message().stream())
			.flatMap((message) -> message.content().stream())
			.map((content) -> content.asOutputText().text())
			.collect(Collectors.joining());
	}

	private static MessageCreateParams.Builder message(String model) {
		return MessageCreateParams.builder().model(model).maxTokens(100).addUserMessage("hi");
	}

	@Test
	void whenAnthropicIsCalledThenTheTextIsRead() {
		Message message = this.anthropic.messages().create(message("mock").build()).validate();
		assertThat(message.content().get(0).asText().text()).isEqualTo(TEXT);
		Message streamed = stream(message("mock").build());
		assertThat(streamed.content().get(0).asText().text()).isEqualTo(TEXT);
		assertThat(streamed.usage().outputTokens()).isEqualTo(16);
		assertThat(this.anthropic.messages()
			.countTokens(MessageCountTokensParams.builder().model("mock").addUserMessage("hi").build())
			.inputTokens()).isEqualTo(12);
		assertThat(this.anthropic.models().list().data().get(0).displayName()).isEqualTo("Mock");
	}

	@Test
	void whenAnthropicHasToolsThenTheCallIsRead() {
		MessageCreateParams params = message("mock")
			.addTool(Tool.builder().name("get_time").inputSchema(Tool.InputSchema.builder().build()).build())
			.build();
		for (Message message : List.of(this.anthropic.messages().create(params).validate(), stream(params))) {
			assertThat(message.content().get(0).asToolUse().name()).isEqualTo("get_time");
			assertThat(message.content().get(0).asToolUse()._input()).hasToString("{text=" + TEXT + "}");
		}
	}

	@Test
	void whenTheRecordingIsPlayedThenTheAnthropicClientReadsIt() {
		Message message = stream(message("mock:raw=anthropic:split=odd").build());
		assertThat(message.content()).hasSize(3);
		assertThat(message.content().get(1).asText().text()).contains("世界", "data: [DONE]\n\nevent: message_stop\n\n",
				"\"several\" lines");
		assertThat(message.usage().inputTokens()).isEqualTo(21);
	}

	private Message stream(MessageCreateParams params) {
		MessageAccumulator accumulator = MessageAccumulator.create();
		try (StreamResponse<RawMessageStreamEvent> stream = this.anthropic.messages().createStreaming(params)) {
			stream.stream().forEach(accumulator::accumulate);
		}
		return accumulator.message();
	}

	@Test
	void whenAnErrorIsAskedThenTheClientsKnowIt() {
		assertThatExceptionOfType(RateLimitException.class)
			.isThrownBy(() -> this.anthropic.messages().create(message("mock:status=429").build()));
		assertThatExceptionOfType(com.openai.errors.RateLimitException.class)
			.isThrownBy(() -> this.openAi.chat().completions().create(chat().model("mock:status=429").build()));
	}

}
