package org.llmgateway.test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Answers of the OpenAI surfaces other than responses.
 */
final class OpenAiAnswers {

	private static final long CREATED = 1_760_000_000L;

	private static final int DIMENSIONS = 16;

	private static final SseEvent DONE = SseEvent.data("[DONE]");

	private static final SseEvent ERROR = SseEvent.data("{\"error\":{\"message\":\"The server had an error while "
			+ "processing your request\",\"type\":\"server_error\",\"param\":null,\"code\":null}}");

	private final AnswerKey key;

	private final MockBehavior behavior;

	private final boolean chat;

	private int sent;

	OpenAiAnswers(AnswerKey key, MockBehavior behavior) {
		this.key = key;
		this.behavior = behavior;
		this.chat = key.surface() == MockSurface.CHAT;
	}

	String json() {
		String text = this.behavior.jsonText();
		String choice;
		if (!this.chat) {
			choice = "\"text\":" + MockText.quote(text) + ",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"";
		}
		else if (this.key.tool() == null) {
			choice = "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + MockText.quote(text)
					+ ",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"";
		}
		else {
			choice = "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":["
					+ "{\"id\":\"call_mock\",\"type\":\"function\",\"function\":{\"name\":"
					+ MockText.quote(this.key.tool()) + ",\"arguments\":" + MockText.quote(AnswerKey.arguments(text))
					+ "}}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"";
		}
		return head(this.chat ? "chat.completion" : "text_completion") + ",\"choices\":[{" + choice + "}]"
				+ ((this.key.usage() == MockUsage.MISSING) ? "}" : ",\"usage\":" + usage(total()) + "}");
	}

	SseAnswer stream() {
		int count = this.behavior.tokens();
		List<SseEvent> opening = new ArrayList<>();
		List<SseEvent> content = new ArrayList<>(count);
		List<SseEvent> closing = new ArrayList<>();
		if (this.chat) {
			opening.add(chunk(delta(openingDelta(), null)));
		}
		for (int i = 0; this.chat && i < this.key.reasoning(); i++) {
			this.sent++;
			content.add(chunk(delta("\"reasoning_content\":" + MockText.quote(this.key.thought(i)), null)).asContent());
		}
		for (int i = 0; i < count; i++) {
			this.sent++;
			content.add(chunk(contentChoice(MockText.word(this.behavior.seed(), i), i, count)).asContent());
		}
		boolean call = this.chat && this.key.tool() != null;
		closing.add(chunk(this.chat ? delta("", call ? "tool_calls" : "stop")
				: "\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\""));
		if (this.key.usage() != MockUsage.MISSING) {
			closing.add(SseEvent.data(head(object()) + ",\"choices\":[],\"usage\":" + usage(total()) + "}"));
		}
		closing.add(DONE);
		return new SseAnswer(opening, content, closing, 1, ERROR);
	}

	private String openingDelta() {
		return (this.key.tool() == null) ? "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null"
				: "\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_mock\","
						+ "\"type\":\"function\",\"function\":{\"name\":" + MockText.quote(this.key.tool())
						+ ",\"arguments\":\"\"}}]";
	}

	private String contentChoice(String word, int index, int count) {
		if (!this.chat) {
			return "\"text\":" + MockText.quote(word) + ",\"index\":0,\"logprobs\":null,\"finish_reason\":null";
		}
		if (this.key.tool() == null) {
			return delta("\"content\":" + MockText.quote(word), null);
		}
		return delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
				+ MockText.quote(AnswerKey.argument(word, index, count)) + "}}]", null);
	}

	private static String delta(String members, @Nullable String finish) {
		return "\"index\":0,\"delta\":{" + members + "},\"logprobs\":null,\"finish_reason\":"
				+ ((finish == null) ? "null" : "\"" + finish + "\"");
	}

	private SseEvent chunk(String choice) {
		String usage = switch (this.key.usage()) {
			case MISSING -> "";
			case RUNNING -> ",\"usage\":" + usage(this.sent);
			default -> ",\"usage\":null";
		};
		return SseEvent.data(head(object()) + ",\"choices\":[{" + choice + "}]" + usage + "}");
	}

	private String object() {
		return this.chat ? "chat.completion.chunk" : "text_completion";
	}

	private String head(String object) {
		return "{\"id\":\"" + (this.chat ? "chatcmpl-mock" : "cmpl-mock") + "\",\"object\":\"" + object
				+ "\",\"created\":" + CREATED + ",\"model\":" + this.key.modelJson()
				+ ",\"system_fingerprint\":\"fp_mock\"";
	}

	private int total() {
		return this.behavior.tokens() + (this.chat ? this.key.reasoning() : 0);
	}

	private String usage(int output) {
		MockUsage usage = this.key.usage();
		int input = this.behavior.inputTokens();
		return "{\"prompt_tokens\":" + usage.count(input) + ",\"completion_tokens\":" + usage.count(output)
				+ ",\"total_tokens\":" + usage.count(input + output)
				+ ",\"prompt_tokens_details\":{\"cached_tokens\":0},"
				+ "\"completion_tokens_details\":{\"reasoning_tokens\":" + usage.count(this.key.reasoning()) + "}}";
	}

	String embeddings() {
		ByteBuffer floats = ByteBuffer.allocate(4 * DIMENSIONS).order(ByteOrder.LITTLE_ENDIAN);
		StringBuilder numbers = new StringBuilder("[");
		for (int i = 0; i < DIMENSIONS; i++) {
			float value = (i - DIMENSIONS / 2) / 32f;
			floats.putFloat(value);
			numbers.append((i == 0) ? "" : ",").append(value);
		}
		String vector = this.key.base64() ? "\"" + Base64.getEncoder().encodeToString(floats.array()) + "\""
				: numbers.append("]").toString();
		return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":" + vector
				+ "}],\"model\":" + this.key.modelJson() + ",\"usage\":{\"prompt_tokens\":"
				+ this.behavior.inputTokens() + ",\"total_tokens\":" + this.behavior.inputTokens() + "}}";
	}

	/**
	 * A list with one model that both dialects can read.
	 * @return the JSON
	 */
	static String models() {
		return "{\"object\":\"list\",\"data\":[{\"id\":\"mock\",\"type\":\"model\",\"object\":\"model\",\"created\":"
				+ CREATED
				+ ",\"created_at\":\"2025-10-09T08:53:20Z\",\"display_name\":\"Mock\",\"owned_by\":\"mock\"}],"
				+ "\"has_more\":false,\"first_id\":\"mock\",\"last_id\":\"mock\"}";
	}

}
