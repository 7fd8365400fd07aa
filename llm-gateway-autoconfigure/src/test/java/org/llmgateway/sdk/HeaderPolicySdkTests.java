package org.llmgateway.sdk;

import java.time.Duration;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What OpenAI's and Anthropic's own clients send is what the standard preset allows, even
 * where unknown headers are refused.
 */
@ParameterizedClass
@ValueSource(strings = { "direct", "gateway" })
class HeaderPolicySdkTests {

	@Parameter
	String door;

	private static RunningGateway gateway;

	private static OpenAIClient openAi;

	private static AnthropicClient anthropic;

	@BeforeParameterizedClassInvocation
	static void start(String door) {
		gateway = RunningGateway.of(PlainApplication.class)
			.door(door)
			.with("llm.gateway.headers.preset", "standard")
			.with("llm.gateway.headers.unknown", "refuse")
			.start();
		openAi = openAi("sk-of-the-caller");
		anthropic = AnthropicOkHttpClient.builder()
			.baseUrl(gateway.url(""))
			.apiKey("sk-of-the-caller")
			.timeout(Duration.ofMinutes(1))
			.maxRetries(0)
			.build();
	}

	private static OpenAIClient openAi(String key) {
		return OpenAIOkHttpClient.builder()
			.baseUrl(gateway.url("/v1"))
			.apiKey(key)
			.timeout(Duration.ofMinutes(1))
			.maxRetries(0)
			.build();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		openAi.close();
		anthropic.close();
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.assertUnharmed();
	}

	private static ChatCompletionCreateParams chat() {
		return ChatCompletionCreateParams.builder().model("gpt-4:tokens=3").addUserMessage("Say something.").build();
	}

	@Test
	void whenOpenAisClientAsksThenItIsServed() {
		assertThat(openAi.chat().completions().create(chat()).choices()).isNotEmpty();
		try (StreamResponse<ChatCompletionChunk> stream = openAi.chat().completions().createStreaming(chat())) {
			assertThat(stream.stream().count()).isPositive();
		}
		assertThat(openAi.models().list().data()).isNotEmpty();
	}

	@Test
	void whenAnthropicsClientAsksThenItIsServed() {
		MessageCreateParams message = MessageCreateParams.builder()
			.model("claude-4:tokens=3")
			.maxTokens(100)
			.addUserMessage("Say something.")
			.build();
		assertThat(anthropic.messages().create(message).content()).isNotEmpty();
	}

	@Test
	void whenAKeyIsNoTokenThenTheClientIsToldWhichHeaderItIs() {
		OpenAIClient client = openAi("two words");
		try {
			BadRequestException refusal = catchThrowableOfType(BadRequestException.class,
					() -> client.chat().completions().create(chat()));
			assertThat(refusal.code()).contains("header_refused");
			assertThat(refusal).hasMessageContaining("'Authorization'").hasMessageNotContaining("two words");
		}
		finally {
			client.close();
		}
	}

}
