package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

/**
 * The recorded Anthropic message: every oddity that the event stream format allows.
 */
final class AnthropicTape {

	private AnthropicTape() {
	}

	static List<SsePart> parts() {
		List<SsePart> parts = new ArrayList<>();
		add(parts, "event: message_start\ndata: ", "\n\n",
				"{\"type\":\"message_start\",\"message\":{\"id\":\"msg_tape\",\"type\":\"message\",\"role\":\"assistant\","
						+ "\"model\":\"claude-tape\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
						+ "\"usage\":{\"input_tokens\":21,\"cache_creation_input_tokens\":5,"
						+ "\"cache_read_input_tokens\":8,\"output_tokens\":1}}}");
		add(parts, "event:ping\r\ndata:", "\r\n\r\n", "{\"type\": \"ping\"}");
		add(parts, "event: content_block_start\ndata: ", "\n\n",
				start(0, "{\"type\":\"thinking\",\"thinking\":\"\"," + "\"signature\":\"\"}"));
		add(parts, "data: ", "\nevent: content_block_delta\n\n", // the name after the
																	// data
				delta(0, "\"thinking_delta\",\"thinking\":\"Let me see\\n\\n\""));
		add(parts, "event: content_block_delta\ndata: ", "\n\n",
				delta(0, "\"signature_delta\",\"signature\":\"c2ln\""));
		add(parts, "event: content_block_stop\ndata: ", "\n\n", "{\"type\":\"content_block_stop\",\"index\":0}");
		parts.add(new SsePart(": keep-alive\r\n\r\n", null));
		text(parts);
		tool(parts);
		add(parts, "event: message_delta\ndata: ", "\n\n", "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
				+ "\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":34}}");
		add(parts, "event: message_stop\ndata: ", "\n\n", "{\"type\":\"message_stop\"}");
		return parts;
	}

	private static void text(List<SsePart> parts) {
		String event = "event: content_block_delta\ndata: ";
		add(parts, "event: content_block_start\ndata: ", "\n\n", start(1, "{\"type\":\"text\",\"text\":\"\"}"));
		add(parts, event, "\n\n", delta(1, "\"text_delta\",\"text\":\"Hello 世界 👩‍👩‍👧 \""));
		add(parts, "event:content_block_delta\r\ndata:", "\r\n\n", // no space, mixed ends
				delta(1, "\"text_delta\",\"text\":\"line\u2028separator\\r\\n\""));
		add(parts, event, "\n\n\n",
				delta(1, "\"text_delta\",\"text\":\"data: [DONE]\\n\\nevent: message_stop\\n\\n\""));
		String open = "{\"type\":\"content_block_delta\",\"index\":1,";
		String rest = "\"delta\":{\"type\":\"text_delta\",\"text\":\"\\ud83d\\ude80 \\\"several\\\" lines\"}}";
		parts.add(new SsePart(event + open + "\ndata:" + rest + "\n\n", open + "\n" + rest));
		add(parts, "event: content_block_stop\ndata: ", "\n\n", "{\"type\":\"content_block_stop\",\"index\":1}");
	}

	private static void tool(List<SsePart> parts) {
		String event = "event: content_block_delta\ndata: ";
		add(parts, "event: content_block_start\ndata: ", "\n\n",
				start(2, "{\"type\":\"tool_use\",\"id\":\"toolu_tape\",\"name\":\"get_weather\",\"input\":{}}"));
		add(parts, event, "\n\n", delta(2, "\"input_json_delta\",\"partial_json\":\"\""));
		add(parts, event, "\n\n", delta(2, "\"input_json_delta\",\"partial_json\":\"{\\\"city\\\": \\\"東京\""));
		add(parts, event, "\r\n\r\n", delta(2, "\"input_json_delta\",\"partial_json\":\" 🗼\\\"}\""));
		add(parts, "event: content_block_stop\ndata: ", "\n\n", "{\"type\":\"content_block_stop\",\"index\":2}");
	}

	private static void add(List<SsePart> parts, String before, String after, String data) {
		parts.add(new SsePart(before + data + after, data));
	}

	private static String start(int index, String block) {
		return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}";
	}

	private static String delta(int index, String typed) {
		return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":" + typed + "}}";
	}

	static String json() {
		return "\r\n{\"usage\"\t: {\"output_tokens\":34, \"input_tokens\" : 21,\"cache_read_input_tokens\":8,"
				+ "\"cache_creation_input_tokens\":5} , \"stop_sequence\":null,\"stop_reason\":\"end_turn\",\n"
				+ "\"content\":[ {\"text\" : \"usage\\\": {\\\"output_tokens\\\": 9} 世界 \\ud83d\\ude80\u2028\", "
				+ "\"type\":\"text\"} ],\"x_extra\":{\"usage\":{\"output_tokens\":-1}},\"model\":\"claude-tape\","
				+ "\"role\":\"assistant\",\"type\":\"message\",\"id\":\"msg_tape\"   }\n";
	}

}
