package org.llmgateway.test;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.llmgateway.test.MockResponse.Framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What HTTP/1.1 looks like on the wire, byte by byte. */
class Http1Tests {

	private static final String REQUEST = "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: ";

	private static String request(String model) {
		String body = "{\"stream\":true,\"model\":\"" + model + "\"}";
		return REQUEST + body.length() + "\r\n\r\n" + body;
	}

	private static String exchange(MockLlm mock, String request) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", mock.port())) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Test
	void whenCutThenTheConnectionEndsWithinAChunk() throws IOException {
		try (MockLlm mock = MockLlm.start()) {
			assertThat(exchange(mock, request("mock:cut=2"))).startsWith("HTTP/1.1 200 OK\r\n")
				.contains("\r\ntransfer-encoding: chunked\r\n")
				.endsWith("\r\n40\r\n");
		}
	}

	@Test
	void whenResetThenTheSocketSaysSo() {
		try (MockLlm mock = MockLlm.start()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> exchange(mock, request("mock:reset=2")))
				.withMessageContaining("reset");
		}
	}

	@Test
	void whenRawBytesAreSetThenNothingElseIsSent() throws IOException {
		try (MockLlm mock = MockLlm.start()) {
			String raw = "HTTP/1.1 200 \r\nBroken Header\r\nContent-Length: 5\r\n\r\nabc";
			mock.respond(MockResponse.status(200).framing(Framing.RAW).write(raw).build());
			assertThat(exchange(mock, request("mock"))).isEqualTo(raw);
		}
	}

	@Test
	void whenHopByHopHeadersAreSetThenTheyAreSentAsGiven() throws IOException {
		try (MockLlm mock = MockLlm.start()) {
			mock.respond(MockResponse.status(200)
				.header("Connection", "X-Hop, close")
				.header("Keep-Alive", "timeout=5")
				.header("Content-Length", "99")
				.trailer("x-late", "1")
				.write("abc")
				.framing(Framing.CHUNKED)
				.build());
			assertThat(exchange(mock, request("mock").replace("host: a", "host: a\r\nconnection: close"))).isEqualTo(
					"HTTP/1.1 200 OK\r\nConnection: X-Hop, close\r\nKeep-Alive: timeout=5\r\nContent-Length: 99\r\n"
							+ "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-late: 1\r\n\r\n");
		}
	}

	@Test
	void whenRequestsArePipelinedThenTheAnswersKeepTheOrder() throws IOException {
		try (MockLlm mock = MockLlm.start()) {
			mock.respondWith((request) -> MockResponse.status(200)
				.delay(Duration.ofMillis(request.path().equals("/1") ? 20 : 0))
				.write("at " + request.path())
				.build());
			String all = exchange(mock, "GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n"
					+ "GET /3 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
			assertThat(all.replaceAll("(?s)HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", " "))
				.isEqualTo(" at /1 at /2 at /3");
		}
	}

	@Test
	void whenTheRequestIsNoHttpThenItIsRefused() throws IOException {
		try (MockLlm mock = MockLlm.start()) {
			assertThat(exchange(mock, "NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 ");
		}
	}

}
