package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers of the Anthropic messages surface.
 */
final class AnthropicAnswers {

	private static final SseEvent ERROR = SseEvent.typed("error",
			",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},\"request_id\":\"req_mock\"");

	private final AnswerKey key;

	private final MockBehavior behavior;

	AnthropicAnswers(AnswerKey key, MockBehavior behavior) {
		this.key = key;
		this.behavior = behavior;
	}

	String json() {
		String text = this.behavior.jsonText();
		String block = (this.key.tool() == null)
				? "{\"type\":\"text\",\"text\":" + MockText.quote(text) + ",\"citations\":null}"
				: "{\"type\":\"tool_use\",\"id\":\"toolu_mock\",\"name\":" + MockText.quote(this.key.tool())
						+ ",\"input\":" + AnswerKey.arguments(text) + "}";
		return message(block, "\"" + stopReason() + "\"", this.behavior.tokens());
	}

	SseAnswer stream() {
		int count = this.behavior.tokens();
		String block = (this.key.tool() == null) ? "{\"type\":\"text\",\"text\":\"\"}"
				: "{\"type\":\"tool_use\",\"id\":\"toolu_mock\",\"name\":" + MockText.quote(this.key.tool())
						+ ",\"input\":{}}";
		List<SseEvent> opening = List.of(SseEvent.typed("message_start", ",\"message\":" + message("", "null", 1)),
				SseEvent.typed("content_block_start", ",\"index\":0,\"content_block\":" + block),
				SseEvent.typed("ping", ""));
		List<SseEvent> content = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			String word = MockText.word(this.behavior.seed(), i);
			String delta = (this.key.tool() == null) ? "{\"type\":\"text_delta\",\"text\":" + MockText.quote(word) + "}"
					: "{\"type\":\"input_json_delta\",\"partial_json\":"
							+ MockText.quote(AnswerKey.argument(word, i, count)) + "}";
			content.add(SseEvent.typed("content_block_delta", ",\"index\":0,\"delta\":" + delta));
		}
		List<SseEvent> closing = List.of(SseEvent.typed("content_block_stop", ",\"index\":0"),
				SseEvent.typed("message_delta",
						",\"delta\":{\"stop_reason\":\"" + stopReason()
								+ "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":" + count + "}"),
				SseEvent.typed("message_stop", ""));
		return new SseAnswer(opening, content, closing, ERROR);
	}

	String countTokens() {
		return "{\"input_tokens\":" + this.behavior.inputTokens() + "}";
	}

	private String stopReason() {
		return (this.key.tool() == null) ? "end_turn" : "tool_use";
	}

	private String message(String content, String stopReason, int outputTokens) {
		return "{\"id\":\"msg_mock\",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + this.key.modelJson()
				+ ",\"content\":[" + content + "],\"stop_reason\":" + stopReason
				+ ",\"stop_sequence\":null,\"usage\":{\"input_tokens\":" + this.behavior.inputTokens()
				+ ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":" + outputTokens
				+ "}}";
	}

}
