package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

/**
 * The recorded stream of the responses surface: every oddity that the event stream format
 * allows.
 */
final class ResponsesTape {

	private static final String MESSAGE = ",\"item_id\":\"msg_tape\",\"output_index\":0,\"content_index\":0";

	private static final String CALL = ",\"item_id\":\"fc_tape\",\"output_index\":1";

	private ResponsesTape() {
	}

	static List<SsePart> parts() {
		List<SsePart> parts = new ArrayList<>();
		add(parts, "response.created", "\n\n", ",\"response\":" + response("in_progress", "", "null"));
		parts.add(new SsePart(": ping - 2025-10-09\r\n\r\n", null));
		add(parts, "response.in_progress", "\r\n\r\n", ",\"response\":" + response("in_progress", "", "null"));
		add(parts, "response.output_item.added", "\n\n", ",\"output_index\":0,\"item\":" + message("in_progress", ""));
		add(parts, "response.content_part.added", "\n\n", MESSAGE + ",\"part\":" + part(""));
		add(parts, "response.output_text.delta", "\n\n", MESSAGE + ",\"delta\":\"Hello 世界 👩‍👩‍👧 \",\"logprobs\":[]");
		add(parts, "response.output_text.delta", "\r\n\n", MESSAGE
				+ ",\"delta\":\"line\u2028separator data: [DONE]\\n\\nevent: response.completed\\n\\n\",\"logprobs\":[]");
		String data = data("response.output_text.delta", MESSAGE + ",\"delta\":\"\\ud83d\\ude80\",\"logprobs\":[]", 6);
		parts.add(new SsePart("data:" + data + "\nevent:response.output_text.delta\n\n", data));
		String open = "{\"type\":\"response.output_text.done\",\"sequence_number\":7" + MESSAGE + ",";
		String rest = "\"text\":" + text() + ",\"logprobs\":[]}";
		parts.add(new SsePart("event: response.output_text.done\ndata: " + open + "\ndata: " + rest + "\n\n",
				open + "\n" + rest));
		add(parts, "response.content_part.done", "\n\n", MESSAGE + ",\"part\":" + part(text()));
		add(parts, "response.output_item.done", "\n\n",
				",\"output_index\":0,\"item\":" + message("completed", part(text())));
		call(parts);
		add(parts, "response.completed", "\n\n", ",\"response\":" + response("completed",
				message("completed", part(text())) + "," + function("completed", "{\\\"city\\\":\\\"東京 🗼\\\"}"),
				usage()));
		return parts;
	}

	private static void call(List<SsePart> parts) {
		String all = "{\\\"city\\\":\\\"東京 🗼\\\"}";
		add(parts, "response.output_item.added", "\n\n", ",\"output_index\":1,\"item\":" + function("in_progress", ""));
		add(parts, "response.function_call_arguments.delta", "\n\n", CALL + ",\"delta\":\"{\\\"city\\\":\\\"東京\"");
		add(parts, "response.function_call_arguments.delta", "\r\n\r\n", CALL + ",\"delta\":\" 🗼\\\"}\"");
		add(parts, "response.function_call_arguments.done", "\n\n",
				CALL + ",\"name\":\"get_weather\",\"arguments\":\"" + all + "\"");
		add(parts, "response.output_item.done", "\n\n", ",\"output_index\":1,\"item\":" + function("completed", all));
	}

	private static void add(List<SsePart> parts, String name, String after, String members) {
		String end = after.startsWith("\r") ? "\r\n" : "\n";
		String data = data(name, members, (int) parts.stream().filter((part) -> part.data() != null).count());
		parts.add(new SsePart("event: " + name + end + "data: " + data + after, data));
	}

	private static String data(String name, String members, int sequence) {
		return "{\"type\":\"" + name + "\",\"sequence_number\":" + sequence + members + "}";
	}

	private static String text() {
		return "\"Hello 世界 👩‍👩‍👧 line\u2028separator data: [DONE]\\n\\nevent: response.completed\\n\\n\\ud83d\\ude80\"";
	}

	private static String part(String quoted) {
		return "{\"type\":\"output_text\",\"text\":" + (quoted.isEmpty() ? "\"\"" : quoted)
				+ ",\"annotations\":[],\"logprobs\":[]}";
	}

	private static String message(String status, String content) {
		return "{\"id\":\"msg_tape\",\"type\":\"message\",\"status\":\"" + status
				+ "\",\"role\":\"assistant\",\"content\":[" + content + "]}";
	}

	private static String function(String status, String escaped) {
		return "{\"id\":\"fc_tape\",\"type\":\"function_call\",\"status\":\"" + status
				+ "\",\"call_id\":\"call_tape\",\"name\":\"get_weather\",\"arguments\":\"" + escaped + "\"}";
	}

	private static String usage() {
		return "{\"input_tokens\":21,\"input_tokens_details\":{\"cached_tokens\":8,\"cache_write_tokens\":0},\"output_tokens\":34,"
				+ "\"output_tokens_details\":{\"reasoning_tokens\":13},\"total_tokens\":55}";
	}

	private static String response(String status, String output, String usage) {
		return "{\"id\":\"resp_tape\",\"object\":\"response\",\"created_at\":1760000000,\"status\":\"" + status
				+ "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"model\":\"gpt-tape\",\"output\":["
				+ output + "],\"parallel_tool_calls\":true,\"temperature\":1.0,\"tool_choice\":\"auto\",\"tools\":[],"
				+ "\"top_p\":1.0,\"usage\":" + usage + ",\"metadata\":{}}";
	}

	static String json() {
		return "\n\n{ \"x_extra\" : {\"usage\":{\"total_tokens\":-1}},\t\"usage\":" + usage()
				+ " ,\r\n\"metadata\":{ },"
				+ "\"top_p\":1.0 , \"tools\":[ ],\"tool_choice\":\"auto\",\"temperature\":1.0,"
				+ "\"parallel_tool_calls\":true,\"output\":[\n" + message("completed", part(text())) + "\n],"
				+ "\"model\":\"gpt-tape\",\"instructions\":null,\"incomplete_details\":null,\"error\":null,"
				+ "\"status\":\"completed\",\"created_at\":1760000000,\"object\":\"response\",\"id\":\"resp_tape\"}\n \n";
	}

}
