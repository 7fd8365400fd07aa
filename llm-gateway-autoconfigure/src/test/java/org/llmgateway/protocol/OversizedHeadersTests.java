package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hundreds of requests whose headers are twice and five times as large as allowed: all
 * refused, and nothing of them stays in memory.
 */
class OversizedHeadersTests {

	private static final int WARM_UP = 50;

	private static final int REQUESTS = 200;

	private static final int LIMIT = 16 * 1024;

	/** A fifth of what would be left if each request left its headers. */
	private static final long SLACK = REQUESTS * 2 * LIMIT / 5;

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 5 })
	void whenHttp1HeadersAreOversizedThen431AndMemoryIsFlat(int times) throws Exception {
		String large = "a".repeat(times * LIMIT);
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1", "llm.gateway.event-loops=1")) {
			assertFlat(server, TestClient.H1, () -> {
				try (RawTcpClient client = new RawTcpClient(server.port())) {
					client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Large: " + large + "\r\n\r\n");
					assertThat(client.readToEnd()).startsWith("HTTP/1.1 431 ");
				}
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 5 })
	void whenHttp2HeadersAreOversizedThenRefusedAndMemoryIsFlat(int times) throws Exception {
		String large = "a".repeat(times * LIMIT);
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c", "llm.gateway.event-loops=1")) {
			assertFlat(server, TestClient.H2C, () -> {
				try (RawHttp2Client client = new RawHttp2Client(server.port())) {
					assertThat(client.open(RawHttp2Client.headers("GET", "/hello").add("x-large", large), true)
						.awaitOutcome()).matches((times < 4) ? "431" : "431|reset \\d+|closed");
				}
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 5 })
	void whenHttp3HeadersAreOversizedThenRefusedAndMemoryIsFlat(int times) throws Exception {
		String large = "a".repeat(times * LIMIT);
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3", "llm.gateway.event-loops=1"))) {
			assertFlat(server, TestClient.H3, () -> {
				try (RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
					assertThat(client
						.request(new DefaultHttp3Headers().method("GET")
							.scheme("https")
							.authority("localhost")
							.path("/hello")
							.set("x-large", large))
						.awaitOutcome()).matches((times < 4) ? "431" : "end|.*Exception.*");
				}
			});
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> server.context.getBean(Http3Server.class).connections() == 0);
		}
	}

	private static void assertFlat(TestServer server, TestClient honest, Request request) throws Exception {
		for (int i = 0; i < WARM_UP; i++) {
			request.send();
		}
		long before = directMemory();
		for (int i = 0; i < REQUESTS; i++) {
			request.send();
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(directMemory()).isLessThan(before + SLACK));
		assertThat(server.application.handled).hasValue(0);
		assertThat(honest.get(server, "/hello").body()).isEqualTo("hello");
	}

	private static long directMemory() {
		return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
	}

	private interface Request {

		void send() throws Exception;

	}

}
