package org.llmgateway.test;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.llmgateway.test.MockRequest.Ending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SlowReaderTests {

	private static final int ALL = 64_000_000;

	@Test
	void whenTheClientDoesNotReadThenTheMockWaitsForIt() throws Exception {
		byte[] piece = new byte[64_000];
		MockResponse.Builder response = MockResponse.status(200).framing(MockResponse.Framing.CLOSE);
		for (int i = 0; i < ALL / piece.length; i++) {
			response.write(piece);
		}
		try (MockLlm mock = MockLlm.start(); Socket socket = new Socket("127.0.0.1", mock.port())) {
			mock.respond(response.build());
			OutputStream out = socket.getOutputStream();
			out.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			MockRequest request = mock.awaitRequest(TestSession.LIMIT);
			// Until nothing has moved for a while: all buffers on the way are full
			await().atMost(TestSession.LIMIT)
				.during(Duration.ofMillis(300))
				.until(request::bytesWritten, (bytes) -> bytes > 0 && bytes == request.bytesWritten());
			assertThat(request.bytesWritten()).isLessThan(ALL / 2);
			assertThat(request.ended()).isNotDone();
			long read = drain(socket.getInputStream());
			assertThat(read).isGreaterThan(ALL).isLessThan(ALL + 1000);
			assertThat(request.ended()).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.COMPLETE);
		}
	}

	private static long drain(InputStream in) throws Exception {
		byte[] buffer = new byte[1 << 16];
		long total = 0;
		for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
			total += count;
		}
		return total;
	}

}
