package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockFault.Place;
import org.llmgateway.test.MockResponse.Finish;
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
		try {
			MockBehavior behavior = (key.behavior() != null) ? key.behavior()
					: MockModelName.parse(key.model(), defaults);
			return response(key, behavior, MockFault.of(behavior));
		}
		catch (IllegalArgumentException ex) {
			return json(key, MockBehavior.builder().status(400).build(), MockFault.NONE,
					MockErrors.body(key.surface(), 400, String.valueOf(ex.getMessage())));
		}
	}

	/**
	 * Makes an answer.
	 * @param key what the answer depends on
	 * @param behavior text, pace and form
	 * @param fault what goes wrong, in place of the behaviour's own fault
	 * @return the answer
	 */
	static MockResponse response(AnswerKey key, MockBehavior behavior, MockFault fault) {
		if (behavior.status() >= 400) {
			return json(key, behavior, fault,
					MockErrors.body(key.surface(), behavior.status(), "As the mock was told"));
		}
		if (behavior.raw() != null) {
			return raw(key, behavior, behavior.raw());
		}
		return switch (key.surface()) {
			case CHAT, COMPLETIONS -> openAi(key, behavior, fault);
			case MESSAGES -> anthropic(key, behavior, fault);
			case RESPONSES -> responses(key, behavior, fault);
			case EMBEDDINGS -> json(key, behavior, fault, new OpenAiAnswers(key, behavior).embeddings());
			case COUNT_TOKENS -> json(key, behavior, fault, new AnthropicAnswers(key, behavior).countTokens());
			case MODELS -> json(key, behavior, fault, OpenAiAnswers.models());
			case ECHO, UNKNOWN -> json(key, behavior.toBuilder().status(404).build(), fault,
					MockErrors.body(key.surface(), 404, "The mock has no such path"));
		};
	}

	private static MockResponse openAi(AnswerKey key, MockBehavior behavior, MockFault fault) {
		OpenAiAnswers answers = new OpenAiAnswers(key, behavior);
		return key.stream() ? answers.stream().response(behavior, fault, "x-request-id")
				: json(key, behavior, fault, answers.json());
	}

	private static MockResponse anthropic(AnswerKey key, MockBehavior behavior, MockFault fault) {
		AnthropicAnswers answers = new AnthropicAnswers(key, behavior);
		return key.stream() ? answers.stream().response(behavior, fault, "request-id")
				: json(key, behavior, fault, answers.json());
	}

	private static MockResponse responses(AnswerKey key, MockBehavior behavior, MockFault fault) {
		ResponsesAnswers answers = new ResponsesAnswers(key, behavior);
		return key.stream() ? answers.stream().response(behavior, fault, "x-request-id")
				: json(key, behavior, fault, answers.json());
	}

	private static MockResponse raw(AnswerKey key, MockBehavior behavior, String name) {
		MockRecording recording = MockRecording.named(name);
		if (recording == null) {
			return json(key, behavior.toBuilder().status(400).build(), MockFault.NONE,
					MockErrors.body(key.surface(), 400, "No recording has the name " + name));
		}
		return recording.response(behavior);
	}

	private static MockResponse json(AnswerKey key, MockBehavior behavior, MockFault fault, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		boolean eventsOnly = fault.kind().ordinal() > Kind.STALL.ordinal();
		MockResponse.Builder response = MockResponse.status(behavior.status())
			.header("content-type", "application/json")
			.header(key.surface().anthropic() ? "request-id" : "x-request-id", "req_mock")
			.delay(behavior.delay())
			.finish(eventsOnly ? Finish.END : fault.finish());
		if (fault.withoutHead()) {
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
		if (fault.place() != Place.END && !eventsOnly) {
			bytes = Arrays.copyOf(bytes, (fault.place() == Place.AFTER_HEAD) ? 0 : bytes.length / 2);
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
