package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.llmgateway.test.MockResponse.Framing;

/**
 * Makes the answer to a request, in the dialect of its surface.
 */
final class MockAnswers {

	private MockAnswers() {
	}

	/**
	 * Makes an answer.
	 * @param key what the answer depends on
	 * @param defaults behaviour for names without parameters
	 * @return the answer
	 */
	static MockResponse response(AnswerKey key, MockBehavior defaults) {
		MockBehavior behavior;
		try {
			behavior = (key.behavior() != null) ? key.behavior() : MockModelName.parse(key.model(), defaults);
		}
		catch (IllegalArgumentException ex) {
			return json(key, MockBehavior.builder().status(400).build(),
					MockErrors.body(key.surface(), 400, String.valueOf(ex.getMessage())));
		}
		if (behavior.status() >= 400) {
			return json(key, behavior, MockErrors.body(key.surface(), behavior.status(), "As the mock was told"));
		}
		if (behavior.raw() != null) {
			return raw(key, behavior, behavior.raw());
		}
		return switch (key.surface()) {
			case CHAT, COMPLETIONS -> openAi(key, behavior);
			case MESSAGES -> anthropic(key, behavior);
			case RESPONSES -> responses(key, behavior);
			case EMBEDDINGS -> json(key, behavior, new OpenAiAnswers(key, behavior).embeddings());
			case COUNT_TOKENS -> json(key, behavior, new AnthropicAnswers(key, behavior).countTokens());
			case MODELS -> json(key, behavior, OpenAiAnswers.models());
			case ECHO, UNKNOWN -> json(key, behavior.toBuilder().status(404).build(),
					MockErrors.body(key.surface(), 404, "The mock has no such path"));
		};
	}

	private static MockResponse openAi(AnswerKey key, MockBehavior behavior) {
		OpenAiAnswers answers = new OpenAiAnswers(key, behavior);
		return key.stream() ? answers.stream().response(behavior, "x-request-id") : json(key, behavior, answers.json());
	}

	private static MockResponse anthropic(AnswerKey key, MockBehavior behavior) {
		AnthropicAnswers answers = new AnthropicAnswers(key, behavior);
		return key.stream() ? answers.stream().response(behavior, "request-id") : json(key, behavior, answers.json());
	}

	private static MockResponse responses(AnswerKey key, MockBehavior behavior) {
		ResponsesAnswers answers = new ResponsesAnswers(key, behavior);
		return key.stream() ? answers.stream().response(behavior, "x-request-id") : json(key, behavior, answers.json());
	}

	private static MockResponse raw(AnswerKey key, MockBehavior behavior, String name) {
		MockRecording recording = MockRecording.named(name);
		if (recording == null) {
			return json(key, behavior.toBuilder().status(400).build(),
					MockErrors.body(key.surface(), 400, "No recording has the name " + name));
		}
		return recording.response(behavior);
	}

	private static MockResponse json(AnswerKey key, MockBehavior behavior, String body) {
		Fault fault = Fault.of(behavior);
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		MockResponse.Builder response = MockResponse.status(behavior.status())
			.header("content-type", "application/json")
			.header(key.surface().anthropic() ? "request-id" : "x-request-id", "req_mock")
			.delay(behavior.delay())
			.finish(fault.finish());
		if (fault.beforeHead()) {
			return response.framing(Framing.NOTHING).build();
		}
		if (behavior.retryAfter() != null) {
			response.header("retry-after", behavior.retryAfter());
		}
		if (behavior.trailers()) {
			response.chunked().header("trailer", "x-mock-trailer").trailer("x-mock-trailer", "done");
		}
		else {
			response.header("content-length", Integer.toString(bytes.length));
		}
		if (fault.after() >= 0 && !fault.error()) {
			bytes = Arrays.copyOf(bytes, (fault.after() == 0) ? 0 : bytes.length / 2);
		}
		response.write(behavior.first(), bytes);
		return (behavior.splitOdd() ? response.oddPieces(behavior.seed()) : response).build();
	}

	/**
	 * What was received, for surfaces whose bodies the mock does not look into.
	 * @param head head of the request
	 * @param received bytes of its body
	 * @return the answer
	 */
	static MockResponse echo(MockHead head, long received) {
		String json = "{\"id\":\"file-mock\",\"object\":\"file\",\"method\":" + MockText.quote(head.method())
				+ ",\"path\":" + MockText.quote(head.path()) + ",\"received_bytes\":" + received + "}";
		if ("HEAD".equals(head.method())) {
			int length = json.getBytes(StandardCharsets.UTF_8).length;
			return MockResponse.status(200)
				.header("content-type", "application/json")
				.header("content-length", Integer.toString(length))
				.build();
		}
		return MockResponse.status(200).json(json).build();
	}

}
