package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Answers of the OpenAI responses surface; every event carries its sequence number.
 */
final class ResponsesAnswers {

	private final AnswerKey key;

	private final MockBehavior behavior;

	private final boolean call;

	private int sequence;

	ResponsesAnswers(AnswerKey key, MockBehavior behavior) {
		this.key = key;
		this.behavior = behavior;
		this.call = key.tool() != null;
	}

	String json() {
		return response("completed", item("completed", this.behavior.jsonText()));
	}

	SseAnswer stream() {
		int count = this.behavior.tokens();
		List<SseEvent> opening = new ArrayList<>();
		opening.add(event("response.created", ",\"response\":" + response("in_progress", "")));
		opening.add(event("response.in_progress", ",\"response\":" + response("in_progress", "")));
		opening.add(event("response.output_item.added", ",\"output_index\":0,\"item\":" + item("in_progress", null)));
		if (!this.call) {
			opening.add(event("response.content_part.added", place() + ",\"part\":" + part("")));
		}
		List<SseEvent> content = new ArrayList<>(count);
		for (int i = 0; i < this.key.reasoning(); i++) {
			content.add(event("response.reasoning_text.delta",
					",\"item_id\":\"rs_mock\",\"output_index\":1,\"content_index\":0,\"delta\":"
							+ MockText.quote(this.key.thought(i)))
				.asContent());
		}
		for (int i = 0; i < count; i++) {
			String word = MockText.word(this.behavior.seed(), i);
			SseEvent event = this.call
					? event("response.function_call_arguments.delta",
							callPlace() + ",\"delta\":" + MockText.quote(AnswerKey.argument(word, i, count)))
					: event("response.output_text.delta",
							place() + ",\"delta\":" + MockText.quote(word) + ",\"logprobs\":[]");
			content.add(event.asContent());
		}
		List<SseEvent> closing = closing();
		return new SseAnswer(opening, content, closing, closing.size() - 1,
				event("error", ",\"code\":\"server_error\",\"message\":\"The server had an error\",\"param\":null"));
	}

	private List<SseEvent> closing() {
		String text = this.behavior.streamText();
		List<SseEvent> closing = new ArrayList<>();
		if (this.call) {
			closing.add(event("response.function_call_arguments.done", callPlace() + ",\"name\":" + name()
					+ ",\"arguments\":" + MockText.quote(AnswerKey.arguments(text))));
		}
		else {
			closing.add(event("response.output_text.done",
					place() + ",\"text\":" + MockText.quote(text) + ",\"logprobs\":[]"));
			closing.add(event("response.content_part.done", place() + ",\"part\":" + part(text)));
		}
		closing.add(event("response.output_item.done", ",\"output_index\":0,\"item\":" + item("completed", text)));
		closing.add(event("response.completed", ",\"response\":" + response("completed", item("completed", text))));
		return closing;
	}

	private SseEvent event(String name, String members) {
		return SseEvent.typed(name, ",\"sequence_number\":" + this.sequence++ + members);
	}

	private String place() {
		return ",\"item_id\":\"msg_mock\",\"output_index\":0,\"content_index\":0";
	}

	private String callPlace() {
		return ",\"item_id\":\"fc_mock\",\"output_index\":0";
	}

	private String name() {
		return MockText.quote((this.key.tool() == null) ? "" : this.key.tool());
	}

	private static String part(String text) {
		return "{\"type\":\"output_text\",\"text\":" + MockText.quote(text) + ",\"annotations\":[],\"logprobs\":[]}";
	}

	private String item(String status, @Nullable String text) {
		if (this.call) {
			return "{\"id\":\"fc_mock\",\"type\":\"function_call\",\"status\":\"" + status
					+ "\",\"call_id\":\"call_mock\",\"name\":" + name() + ",\"arguments\":"
					+ MockText.quote((text == null) ? "" : AnswerKey.arguments(text)) + "}";
		}
		return "{\"id\":\"msg_mock\",\"type\":\"message\",\"status\":\"" + status
				+ "\",\"role\":\"assistant\",\"content\":[" + ((text == null) ? "" : part(text)) + "]}";
	}

	private String response(String status, String output) {
		boolean done = status.equals("completed");
		return "{\"id\":\"resp_mock\",\"object\":\"response\",\"created_at\":1760000000,\"status\":\"" + status
				+ "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"max_output_tokens\":null,"
				+ "\"model\":" + this.key.modelJson() + ",\"output\":[" + output + "],\"parallel_tool_calls\":true,"
				+ "\"previous_response_id\":null,\"reasoning\":{\"effort\":null,\"summary\":null},\"store\":false,"
				+ "\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[],"
				+ "\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":"
				+ ((done && this.key.usage() != MockUsage.MISSING) ? usage() : "null")
				+ ",\"user\":null,\"metadata\":{}}";
	}

	private String usage() {
		MockUsage usage = this.key.usage();
		int input = this.behavior.inputTokens();
		int output = this.behavior.tokens() + this.key.reasoning();
		return "{\"input_tokens\":" + usage.count(input)
				+ ",\"input_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},\"output_tokens\":"
				+ usage.count(output) + ",\"output_tokens_details\":{\"reasoning_tokens\":"
				+ usage.count(this.key.reasoning()) + "},\"total_tokens\":" + usage.count(input + output) + "}";
	}

}
