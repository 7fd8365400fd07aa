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

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	Http1Framing(MockResponse response) {
		this.response = response;
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
		if (body.length > 0) {
			if (chunked) {
				text(Integer.toHexString(body.length)).text("\r\n");
			}
			this.out.writeBytes(body);
			if (chunked) {
				text("\r\n");
			}
		}
		if (chunked && last) {
			end();
		}
		return this.out.size();
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
