package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The surfaces that stream, with the eyes of a client: what it asks, which events are
 * content and which tell of an error.
 */
enum StreamSurface {

	/** OpenAI's chat completions. */
	CHAT("/v1/chat/completions", "gpt", Dialect.OPENAI),

	/** Anthropic's messages. */
	MESSAGES("/v1/messages", "claude", Dialect.ANTHROPIC),

	/** OpenAI's responses. */
	RESPONSES("/v1/responses", "gpt", Dialect.OPENAI);

	private static final JsonMapper JSON = new JsonMapper();

	private final String path;

	private final String family;

	private final Dialect dialect;

	StreamSurface(String path, String family, Dialect dialect) {
		this.path = path;
		this.family = family;
		this.dialect = dialect;
	}

	String family() {
		return this.family;
	}

	Dialect dialect() {
		return this.dialect;
	}

	/**
	 * A request for a stream with usage.
	 * @param model the model
	 * @param id the id of the request, which the mock sees in the body
	 * @return a call
	 */
	Call call(String model, String id) {
		return call(model, id,
				"\"stream\":true" + ((this == CHAT) ? ",\"stream_options\":{\"include_usage\":true}" : ""));
	}

	/**
	 * A request with members of the test's own.
	 * @param model the model
	 * @param id the id of the request, which the mock sees in the body
	 * @param members JSON members
	 * @return a call
	 */
	Call call(String model, String id, String members) {
		String prompt = switch (this) {
			case CHAT -> "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
			case MESSAGES -> "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
			case RESPONSES -> "\"input\":\"Hello\"";
		};
		return Call
			.post(this.path, "{\"model\":\"" + model + "\",\"user\":\"" + id + "\"," + members + "," + prompt + "}")
			.header("x-request-id", id);
	}

	/**
	 * The data of the events that came whole.
	 * @param stream the bytes that came, with no other line ends than LF
	 * @return the data in order
	 */
	static List<String> data(String stream) {
		List<String> data = new ArrayList<>();
		int start = 0;
		for (int end = stream.indexOf("\n\n"); end >= 0; end = stream.indexOf("\n\n", start)) {
			int line = stream.indexOf("data: ", start);
			if (line >= 0 && line < end) {
				data.add(stream.substring(line + 6, end));
			}
			start = end + 2;
		}
		return data;
	}

	/**
	 * The content of a stream: text, reasoning and arguments as they came.
	 * @param stream the bytes that came
	 * @return one string for each content event
	 */
	List<String> content(String stream) {
		List<String> content = new ArrayList<>();
		for (String data : data(stream)) {
			String piece = data.startsWith("{") ? piece(JSON.readTree(data)) : "";
			if (!piece.isEmpty()) {
				content.add(piece);
			}
		}
		return content;
	}

	private String piece(JsonNode event) {
		JsonNode delta = (this == CHAT) ? event.at("/choices/0/delta") : event.path("delta");
		if (this == RESPONSES) {
			return delta.isString() ? delta.stringValue() : "";
		}
		for (String name : List.of("content", "reasoning_content", "text", "thinking", "partial_json")) {
			if (delta.path(name).isString()) {
				return delta.path(name).stringValue();
			}
		}
		JsonNode arguments = delta.at("/tool_calls/0/function/arguments");
		return arguments.isString() ? arguments.stringValue() : "";
	}

	/**
	 * The event that tells of an error, if it is the last of a stream.
	 * @param stream the bytes that came
	 * @return where it begins, or -1
	 */
	int errorAt(String stream) {
		int start = stream.lastIndexOf("\n\n", stream.length() - 3);
		start = (start < 0) ? 0 : start + 2;
		String event = stream.substring(start);
		boolean error = event.endsWith("\n\n")
				&& ((this == CHAT) ? event.startsWith("data: {\"error\":") : event.startsWith("event: error\ndata: {"));
		return error ? start : -1;
	}

	/**
	 * Asserts that an error of the gateway is told in the words of the dialect.
	 * @param json the error, as a body or as the data of an event
	 * @param error the error
	 * @param inStream whether it came as an event
	 */
	void assertError(String json, GatewayError error, boolean inStream) {
		JsonNode node = JSON.readTree(json);
		JsonNode inner = (inStream && this == RESPONSES) ? node : node.path("error");
		assertThat(inner.path("message").stringValue()).as(json).isNotBlank();
		if (this.dialect == Dialect.ANTHROPIC) {
			assertThat(node.path("type").stringValue()).as(json).isEqualTo("error");
			assertThat(inner.path("type").stringValue()).as(json).isEqualTo(error.type(Dialect.ANTHROPIC));
			return;
		}
		assertThat(inner.path("code").stringValue()).as(json).isEqualTo(error.code());
		String type = (inner == node) ? "error" : error.type(Dialect.OPENAI);
		assertThat(inner.path("type").stringValue()).as(json).isEqualTo(type);
	}

	/**
	 * An event of content, as the provider writes it.
	 * @param text the text, which needs no escapes
	 * @return the bytes
	 */
	byte[] event(String text) {
		String event = switch (this) {
			case CHAT -> "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
					+ "{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
			case MESSAGES ->
				"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
						+ "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}\n\n";
			case RESPONSES -> "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
					+ "\"sequence_number\":0,\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,\"delta\":\""
					+ text + "\"}\n\n";
		};
		return event.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The id that a test gave a request.
	 * @param body the request's body
	 * @return the id, or {@code null} for a request of another kind
	 */
	static @Nullable String id(String body) {
		int start = body.indexOf("\"user\":\"");
		return (start < 0) ? null : body.substring(start + 8, body.indexOf('"', start + 8));
	}

}
