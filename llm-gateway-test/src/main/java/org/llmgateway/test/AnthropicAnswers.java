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

	private int sent;

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
		return message(block, "\"" + stopReason() + "\"", this.behavior.tokens() + this.key.reasoning());
	}

	SseAnswer stream() {
		int count = this.behavior.tokens();
		boolean thinks = this.key.reasoning() > 0;
		List<SseEvent> opening = List.of(SseEvent.typed("message_start", ",\"message\":" + message("", "null", 1)),
				thinks ? start(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}") : start(0, block()),
				SseEvent.typed("ping", ""));
		List<SseEvent> content = new ArrayList<>(count);
		for (int i = 0; i < this.key.reasoning(); i++) {
			add(content, 0, "{\"type\":\"thinking_delta\",\"thinking\":" + MockText.quote(this.key.thought(i)) + "}");
		}
		if (thinks) {
			content.add(SseEvent.typed("content_block_stop", ",\"index\":0"));
			content.add(start(1, block()));
		}
		int index = thinks ? 1 : 0;
		for (int i = 0; i < count; i++) {
			add(content, index, delta(MockText.word(this.behavior.seed(), i), i, count));
		}
		List<SseEvent> closing = List.of(SseEvent.typed("content_block_stop", ",\"index\":" + index),
				messageDelta("\"" + stopReason() + "\"", count + this.key.reasoning()),
				SseEvent.typed("message_stop", ""));
		return new SseAnswer(opening, content, closing, 1, ERROR);
	}

	private void add(List<SseEvent> content, int index, String delta) {
		content.add(SseEvent.typed("content_block_delta", ",\"index\":" + index + ",\"delta\":" + delta).asContent());
		if (this.key.usage() == MockUsage.RUNNING) {
			content.add(messageDelta("null", ++this.sent));
		}
	}

	private String block() {
		return (this.key.tool() == null) ? "{\"type\":\"text\",\"text\":\"\"}"
				: "{\"type\":\"tool_use\",\"id\":\"toolu_mock\",\"name\":" + MockText.quote(this.key.tool())
						+ ",\"input\":{}}";
	}

	private static SseEvent start(int index, String block) {
		return SseEvent.typed("content_block_start", ",\"index\":" + index + ",\"content_block\":" + block);
	}

	private String delta(String word, int index, int count) {
		return (this.key.tool() == null) ? "{\"type\":\"text_delta\",\"text\":" + MockText.quote(word) + "}"
				: "{\"type\":\"input_json_delta\",\"partial_json\":"
						+ MockText.quote(AnswerKey.argument(word, index, count)) + "}";
	}

	private SseEvent messageDelta(String stopReason, int output) {
		String usage = (this.key.usage() == MockUsage.MISSING) ? ""
				: ",\"usage\":{\"output_tokens\":" + this.key.usage().count(output) + "}";
		return SseEvent.typed("message_delta",
				",\"delta\":{\"stop_reason\":" + stopReason + ",\"stop_sequence\":null}" + usage);
	}

	String countTokens() {
		return "{\"input_tokens\":" + this.behavior.inputTokens() + "}";
	}

	private String stopReason() {
		return (this.key.tool() == null) ? "end_turn" : "tool_use";
	}

	private String message(String content, String stopReason, int outputTokens) {
		return "{\"id\":\"msg_mock\",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + this.key.modelJson()
				+ ",\"content\":[" + content + "],\"stop_reason\":" + stopReason + ",\"stop_sequence\":null"
				+ usage(outputTokens) + "}";
	}

	private String usage(int output) {
		MockUsage usage = this.key.usage();
		return (usage == MockUsage.MISSING) ? ""
				: ",\"usage\":{\"input_tokens\":" + usage.count(this.behavior.inputTokens())
						+ ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":"
						+ usage.count(output) + "}";
	}

}
