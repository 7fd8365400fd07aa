package org.llmgateway.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.llmgateway.test.MockResponse.Finish;
import org.llmgateway.test.MockResponse.Framing;

/**
 * Renders the bytes of an answer on HTTP/1.1, head and chunks included (RFC 9112).
 */
final class Http1Framing {

	private final MockResponse response;

	private final boolean events;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	Http1Framing(MockResponse response) {
		this.response = response;
		this.events = response.headers()
			.stream()
			.anyMatch((field) -> field.getKey().equalsIgnoreCase("content-type")
					&& field.getValue().startsWith("text/event-stream"));
	}

	/**
	 * Adds the bytes of one step.
	 * @param body bytes of the body in this step, may be empty
	 * @param first whether the head goes before them
	 * @param last whether the body ends with them
	 * @return end of the step's bytes, from the start of all
	 */
	int step(byte[] body, boolean first, boolean last) {
		if (first && this.response.framing() != Framing.RAW) {
			head();
		}
		boolean chunked = this.response.framing() == Framing.CHUNKED;
		if (chunked) {
			chunks(body);
		}
		else {
			this.out.writeBytes(body);
		}
		if (chunked && last) {
			end();
		}
		return this.out.size();
	}

	/**
	 * A chunk for each event, as servers frame a stream that they flush event by event;
	 * one chunk for anything else.
	 */
	private void chunks(byte[] body) {
		int start = 0;
		for (int i = 1; this.events && i < body.length; i++) {
			boolean blank = body[i] == '\n'
					&& (body[i - 1] == '\n' || (i > 1 && body[i - 1] == '\r' && body[i - 2] == '\n'));
			if (blank) {
				chunk(body, start, i + 1);
				start = i + 1;
			}
		}
		chunk(body, start, body.length);
	}

	private void chunk(byte[] body, int start, int end) {
		if (end > start) {
			text(Integer.toHexString(end - start)).text("\r\n");
			this.out.write(body, start, end - start);
			text("\r\n");
		}
	}

	private void head() {
		text("HTTP/1.1 ").text(HttpResponseStatus.valueOf(this.response.status()).toString()).text("\r\n");
		fields(this.response.headers());
		int status = this.response.status();
		if (this.response.framing() == Framing.CHUNKED) {
			text("transfer-encoding: chunked\r\n");
		}
		else if (this.response.framing() == Framing.CLOSE) {
			text("connection: close\r\n");
		}
		else if (status != 204 && status != 304 && !has(this.response.headers(), "content-length")) {
			text("content-length: " + this.response.body().length + "\r\n");
		}
		text("\r\n");
	}

	private void end() {
		if (this.response.finish() == Finish.END) {
			text("0\r\n");
			fields(this.response.trailers());
			text("\r\n");
		}
		else if (this.response.finish() == Finish.CUT) {
			text("40\r\n");
		}
	}

	private void fields(List<Map.Entry<String, String>> fields) {
		for (Map.Entry<String, String> field : fields) {
			text(field.getKey()).text(": ").text(field.getValue()).text("\r\n");
		}
	}

	private Http1Framing text(String text) {
		this.out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
		return this;
	}

	byte[] bytes() {
		return this.out.toByteArray();
	}

	static boolean has(List<Map.Entry<String, String>> fields, String name) {
		for (Map.Entry<String, String> field : fields) {
			if (field.getKey().equalsIgnoreCase(name)) {
				return true;
			}
		}
		return false;
	}

}
