package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

/**
 * The recorded chat completion: every oddity that the event stream format allows.
 */
final class OpenAiTape {

	private static final String HEAD = "{\"id\":\"chatcmpl-tape\",\"object\":\"chat.completion.chunk\","
			+ "\"created\":1760000000,\"model\":\"gpt-tape\",\"choices\":[";

	private OpenAiTape() {
	}

	static List<SsePart> parts() {
		List<SsePart> parts = new ArrayList<>();
		parts.add(new SsePart(": OPENROUTER PROCESSING\n\n", null));
		add(parts, "data: ", "\n\n", delta("\"role\":\"assistant\",\"content\":\"\"", "null"));
		add(parts, "data:", "\r\n\r\n", content("Hello 世界 👩‍👩‍👧 ")); // no space, CRLF
		add(parts, "id: 7\nretry: 3000\ndata: ", "\n\n", content("first line\\nsecond line\\r\\n"));
		add(parts, "data: ", "\n\n", content("data: [DONE]\\n\\ndata: {\\\"choices\\\":[]}\\n\\n"));
		add(parts, ":\n: keep-alive\ndata: ", "\r\n\n", content("line\u2028separator\u0085next")); // mixed
																									// ends
		add(parts, "data: ", "\n\n\n\n", content("\\ud83d\\ude80 \\u4f60\\u597d \\\"quoted\\\" back\\\\slash"));
		add(parts, "event: message\ndata: ", "\n\n", content("  leading and trailing  "));
		String open = HEAD + "{\"index\":0,\"delta\":{\"content\":\"several\"},";
		String rest = "\"finish_reason\":null}]}";
		parts.add(new SsePart("data: " + open + "\ndata: " + rest + "\n\n", open + "\n" + rest));
		add(parts, "data: ", "\n\n", call(0, "\"id\":\"call_1\",\"type\":\"function\",", "\"name\":\"get_weather\","));
		add(parts, "data: ", "\n\n", argument(0, "{\\\"city\\\":\\\"東京"));
		add(parts, "data:", "\n\n", call(1, "\"id\":\"call_2\",\"type\":\"function\",", "\"name\":\"get_time\","));
		add(parts, "data: ", "\r\n\r\n", argument(0, " 🗼\\\"}"));
		add(parts, "data: ", "\n\n", argument(1, "{}"));
		parts.add(new SsePart("unknown: field\nnocolon\n\n", null));
		add(parts, "data: ", "\n\n", delta("", "\"tool_calls\""));
		add(parts, "data: ", "\n\n", "{\"id\":\"chatcmpl-tape\",\"object\":\"chat.completion.chunk\","
				+ "\"created\":1760000000,\"model\":\"gpt-tape\",\"choices\":[],\"usage\":{\"prompt_tokens\":21,"
				+ "\"completion_tokens\":34,\"total_tokens\":55}}");
		add(parts, "data: ", "\n\n", "[DONE]");
		return parts;
	}

	private static void add(List<SsePart> parts, String before, String after, String data) {
		parts.add(new SsePart(before + data + after, data));
	}

	private static String delta(String members, String finish) {
		return HEAD + "{\"index\":0,\"delta\":{" + members + "},\"finish_reason\":" + finish + "}]}";
	}

	private static String content(String escaped) {
		return delta("\"content\":\"" + escaped + "\"", "null");
	}

	private static String call(int index, String members, String name) {
		return delta("\"tool_calls\":[{\"index\":" + index + "," + members + "\"function\":{" + name
				+ "\"arguments\":\"\"}}]", "null");
	}

	private static String argument(int index, String escaped) {
		return delta("\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":\"" + escaped + "\"}}]",
				"null");
	}

	static String json() {
		return "\n \t{ \"usage\" :\r\n{\"total_tokens\": 55 ,\"prompt_tokens\":21,\n\n\"completion_tokens\"\t:34},"
				+ "\"x_extra\":{\"usage\":{\"total_tokens\":-1},\"model\":\"not this\"},"
				+ "\"choices\" : [ { \"finish_reason\":\"stop\", \"message\" :{\"content\":"
				+ "\"usage\\\": {\\\"total_tokens\\\": 9} 世界 \\ud83d\\ude80 data: [DONE]\\n\\n\u2028\","
				+ "\"role\":\"assistant\"},\"index\":0 }\n] ,\"model\": \"gpt-tape\" ,\"created\":1760000000,"
				+ "\"object\":\"chat.completion\",\"id\":\"chatcmpl-tape\"\n}\n\n";
	}

}
