package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * An answer that has come whole.
 *
 * @param status HTTP status
 * @param headers headers as the client's codec gives them
 * @param body the bytes
 * @param protocol version that it came in
 */
public record Answer(int status, HttpHeaders headers, byte[] body, String protocol) {

	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	@Override
	public String toString() {
		return this.status + " " + text();
	}

}
