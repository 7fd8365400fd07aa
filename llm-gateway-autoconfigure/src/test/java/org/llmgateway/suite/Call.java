package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request that a test makes; immutable.
 *
 * @param method HTTP method
 * @param path path with query
 * @param headers headers in order
 * @param body the body, if any
 * @param declared whether the length of the body is declared
 */
public record Call(String method, String path, List<Map.Entry<String, String>> headers, byte @Nullable [] body,
		boolean declared) {

	public static Call get(String path) {
		return of("GET", path);
	}

	public static Call of(String method, String path) {
		return new Call(method, path, List.of(), null, true);
	}

	/**
	 * A JSON request.
	 * @param path path with query
	 * @param json the body
	 * @return a call
	 */
	public static Call post(String path, String json) {
		return of("POST", path).header("content-type", "application/json").body(json.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A chat completion.
	 * @param model the model, which may tell the mock how to behave
	 * @param stream whether to stream
	 * @return a call
	 */
	public static Call chat(String model, boolean stream) {
		return post("/v1/chat/completions", "{\"model\":\"" + model + "\",\"stream\":" + stream
				+ ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello 世界\"}]}");
	}

	/**
	 * An Anthropic message.
	 * @param model the model, which may tell the mock how to behave
	 * @param stream whether to stream
	 * @return a call
	 */
	public static Call message(String model, boolean stream) {
		return post("/v1/messages",
				"{\"model\":\"" + model + "\",\"max_tokens\":100,\"stream\":" + stream
						+ ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello 世界\"}]}")
			.header("anthropic-version", "2023-06-01");
	}

	public Call header(String name, String value) {
		List<Map.Entry<String, String>> more = new ArrayList<>(this.headers);
		more.add(Map.entry(name, value));
		return new Call(this.method, this.path, List.copyOf(more), this.body, this.declared);
	}

	public Call body(byte[] bytes) {
		return new Call(this.method, this.path, this.headers, bytes, this.declared);
	}

	/**
	 * The same call without a declared length: chunked on HTTP/1.1.
	 * @return a call
	 */
	public Call undeclared() {
		return new Call(this.method, this.path, this.headers, this.body, false);
	}

	void copyTo(HttpHeaders target) {
		this.headers.forEach((header) -> target.add(header.getKey(), header.getValue()));
	}

	@Override
	public String toString() {
		return this.method + " " + this.path;
	}

}
