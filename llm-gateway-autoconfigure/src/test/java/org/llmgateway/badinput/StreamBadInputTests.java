package org.llmgateway.badinput;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import org.llmgateway.test.LocalCertificate;
import org.llmgateway.test.MockFault;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockFault.Place;
import org.llmgateway.test.MockLlm;
import org.llmgateway.test.MockReply;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;
import org.llmgateway.test.MockResponse.Framing;
import org.llmgateway.test.MockUsage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Providers and clients that misbehave while an answer is under way, through the running
 * gateway at both doors.
 */
@ParameterizedClass
@ValueSource(strings = { "direct", "gateway" })
class StreamBadInputTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String MESSAGES = "/v1/messages";

	@Parameter
	String door;

	private static RunningGateway gateway;

	@BeforeParameterizedClassInvocation
	static void start(String door) {
		gateway = builder(door).start();
	}

	private static RunningGateway.Builder builder(String door) {
		RunningGateway.Builder builder = RunningGateway.of(PlainApplication.class)
			.door(door)
			.with("llm.gateway.failover.attempts", "3")
			.with("llm.gateway.failover.max-retry-after", "2s")
			.with("llm.gateway.failover.backoff", "1ms")
			.with("llm.gateway.failover.max-backoff", "2ms")
			.with("llm.gateway.failover.min-retries", "100000")
			.with("llm.gateway.balancing.ejection.failures", "0");
		for (String time : List.of("first-token", "idle", "total", "write-stall")) {
			builder.with("llm.gateway.stream." + time, "1m");
		}
		return builder;
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.mock().respondWith(null);
		Answer answer = ask(gateway, CHAT, true);
		assertThat(answer.status()).as("the next request").isEqualTo(200);
		gateway.assertUnharmed();
	}

	private static String body(String path, boolean stream) {
		return "{\"model\":\"" + (path.equals(MESSAGES) ? "claude-4" : "gpt-4") + "\",\"stream\":" + stream
				+ ",\"max_tokens\":9,\"messages\":[]}";
	}

	private static Answer ask(RunningGateway gateway, String path, boolean stream, String... headers) {
		return gateway.post(path, body(path, stream), headers);
	}

	/** A client on a plain socket that has sent a request for a stream. */
	private static Socket client(RunningGateway gateway) throws IOException {
		Socket socket = new Socket("127.0.0.1", gateway.port());
		socket.setSoTimeout((int) RunningGateway.PROMPTLY.toMillis());
		byte[] body = body(CHAT, true).getBytes(StandardCharsets.UTF_8);
		socket.getOutputStream()
			.write(("POST " + CHAT
					+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + body.length
					+ "\r\n\r\n")
				.getBytes(StandardCharsets.UTF_8));
		socket.getOutputStream().write(body);
		return socket;
	}

	private static void readUntil(Socket socket, String text) throws IOException {
		StringBuilder read = new StringBuilder();
		while (read.indexOf(text) < 0) {
			int next = socket.getInputStream().read();
			assertThat(next).as(read.toString()).isNotNegative();
			read.append((char) next);
		}
	}

	/** Row 9. */
	@Test
	void whenAClientTakesNothingThenTheProviderWaitsAndTheStreamIsEnded() throws IOException {
		try (RunningGateway impatient = builder(this.door).with("llm.gateway.stream.write-stall", "1s").start();
				Socket socket = client(impatient)) {
			byte[] event = ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(50_000)
					+ "\"}}]}\n\n")
				.getBytes(StandardCharsets.UTF_8);
			impatient.mock()
				.respond(MockResponse.status(200)
					.header("content-type", "text/event-stream")
					.chunked()
					.write(event)
					.finish(MockResponse.Finish.REPEAT)
					.build());
			MockRequest request = impatient.mock().awaitRequest(RunningGateway.PROMPTLY);
			assertThat(request.ended()).succeedsWithin(RunningGateway.PROMPTLY).isEqualTo(MockRequest.Ending.CANCELLED);
			// What the kernel holds on both ways, and the gateway's own bound.
			assertThat(request.bytesWritten()).isLessThan(32 << 20);
			assertThat(socket.isConnected()).isTrue();
			impatient.mock().respondWith(null);
			impatient.assertUnharmed();
		}
	}

	/** Row 18. */
	@Test
	void whenAClientClosesHalfAndResetsThenNothingIsLeft() throws IOException {
		gateway.mock().respondWith((request) -> MockReply.to(request).fault(MockFault.after(2, Kind.STALL)).response());
		while (drained()) {
			// Requests of other tests are of no interest.
		}
		MockRequest request;
		try (Socket socket = client(gateway)) {
			readUntil(socket, "\"content\":\"");
			request = gateway.mock().awaitRequest(RunningGateway.PROMPTLY);
			socket.shutdownOutput();
			socket.setSoLinger(true, 0);
		}
		assertThat(request.ended()).succeedsWithin(RunningGateway.PROMPTLY).isEqualTo(MockRequest.Ending.CANCELLED);
	}

	private static boolean drained() {
		try {
			gateway.mock().awaitRequest(Duration.ZERO);
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	/** Row 27. */
	@Test
	void whenAProviderCannotBeReachedThen502() throws IOException {
		try (Socket closed = new Socket();
				MockLlm untrusted = MockLlm.builder().tls(LocalCertificate.create()).start()) {
			closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			for (String url : List.of("http://127.0.0.1:" + closed.getLocalPort(), "http://nowhere.invalid",
					untrusted.baseUrl())) {
				try (RunningGateway lost = builder(this.door).with("llm.gateway.providers.openai.base-url", url)
					.with("llm.gateway.providers.anthropic.base-url", url)
					.start()) {
					for (String path : List.of(CHAT, MESSAGES)) {
						Answer answer = ask(lost, path, true);
						assertThat(answer.status()).as(url + answer.text()).isEqualTo(502);
						assertThat(answer.text()).contains("\"error\"").doesNotContain("sk-openai", "sk-anthropic");
					}
					lost.assertUnharmed();
				}
			}
			assertThat(untrusted.requests()).isEmpty();
		}
	}

	/** Row 27: the key goes to no other host. */
	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 308 })
	void whenAProviderRedirectsThenNobodyFollows(int status) {
		try (MockLlm other = MockLlm.start()) {
			gateway.mock()
				.respond(MockResponse.status(status).header("location", other.baseUrl() + CHAT).json("{}").build());
			Answer answer = ask(gateway, CHAT, true);
			assertThat(answer.status()).isEqualTo(status);
			assertThat(answer.text()).isEqualTo("{}");
			assertThat(other.requests()).isEmpty();
		}
	}

	static Stream<String> retryAfters() {
		return Stream.of("0", "1", "-5", "soon", "99999999999999999999", "", "Sun, 06 Nov 1994 08:49:37 GMT",
				DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusDays(400)));
	}

	/** Row 29. */
	@ParameterizedTest
	@MethodSource("retryAfters")
	void whenAllAreBusyWithAnyRetryAfterThenTheCallerGets429Promptly(String retryAfter) {
		AtomicInteger asked = new AtomicInteger();
		gateway.mock().respondWith((request) -> {
			asked.incrementAndGet();
			return MockReply.error(request, 429).header("retry-after", retryAfter).build();
		});
		Answer answer = ask(gateway, CHAT, true);
		assertThat(answer.status()).as(answer.text()).isIn(429, 503);
		assertThat(asked.get()).isBetween(1, 3);
	}

	/** Row 31: a byte now and then is life, and the whole takes too long. */
	@ParameterizedTest
	@EnumSource(names = { "AFTER_OPENING", "AFTER_CONTENT" })
	void whenAProviderTricklesThenTheTotalTimeOrTheFirstTokenTimeEndsIt(Place place) {
		boolean begun = place == Place.AFTER_CONTENT;
		try (RunningGateway impatient = builder(this.door)
			.with("llm.gateway.stream." + (begun ? "total" : "first-token"), "700ms")
			.with("llm.gateway.failover.attempts", "1")
			.start()) {
			MockFault fault = new MockFault(place, 2, Kind.TRICKLE, Duration.ofMillis(50));
			impatient.mock().respondWith((request) -> MockReply.to(request).fault(fault).response());
			if (begun) {
				try (Socket socket = client(impatient)) {
					// In the middle of an event nothing can be said: the answer breaks
					// off.
					String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
					assertThat(all).contains("\"content\":\"").doesNotContain("[DONE]", "\r\n0\r\n\r\n");
				}
				catch (IOException ex) {
					throw new AssertionError(ex);
				}
			}
			else {
				Answer answer = ask(impatient, CHAT, true);
				assertThat(answer.status()).isEqualTo(504);
				assertThat(answer.text()).contains("first_token_timeout");
			}
			impatient.assertUnharmed();
		}
	}

	static Stream<Arguments> oddAnswers() {
		String json = "{\"id\":\"x\",\"choices\":[]}";
		byte[] gzip = { 0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
		String head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
		return Stream.of(Arguments.argumentSet("HTML",
				MockResponse.status(200).header("content-type", "text/html").write("<html>busy</html>").build()),
				Arguments.argumentSet("nothing", MockResponse.status(200).build()),
				Arguments.argumentSet("an empty stream",
						MockResponse.status(200).header("content-type", "text/event-stream").chunked().build()),
				Arguments.argumentSet("half a JSON", MockResponse.status(200).json("{\"choices\":[").build()),
				Arguments.argumentSet("no JSON events",
						MockResponse.status(200)
							.header("content-type", "text/event-stream")
							.chunked()
							.write("data: {\"choices\":[{\n\ndata: nothing\n\ndata: [DONE]\n\n")
							.build()),
				Arguments.argumentSet("a length too short",
						MockResponse.status(200)
							.framing(Framing.RAW)
							.write(head + "content-length: 2\r\n\r\n" + json)
							.build()),
				Arguments.argumentSet("a length too long",
						MockResponse.status(200)
							.framing(Framing.RAW)
							.write(head + "content-length: 999\r\n\r\n" + json)
							.build()),
				Arguments.argumentSet("two lengths",
						MockResponse.status(200)
							.framing(Framing.RAW)
							.write(head + "content-length: 2\r\ncontent-length: 3\r\n\r\n" + json)
							.build()),
				Arguments.argumentSet("gzip that nobody asked for",
						MockResponse.status(200)
							.header("content-type", "application/json")
							.header("content-encoding", "gzip")
							.write(gzip)
							.build()),
				Arguments.argumentSet("gzip events",
						MockResponse.status(200)
							.header("content-type", "text/event-stream")
							.header("content-encoding", "gzip")
							.chunked()
							.write(gzip)
							.build()));
	}

	/** Row 33. */
	@ParameterizedTest
	@MethodSource("oddAnswers")
	void whenAnAnswerIsNoneThenItIsRefusedOrPassesAsItIs(MockResponse response) {
		gateway.mock().respond(response);
		for (String path : List.of(CHAT, MESSAGES)) {
			for (boolean stream : new boolean[] { true, false }) {
				int status;
				try {
					status = ask(gateway, path, stream).status();
				}
				catch (java.util.concurrent.CompletionException ex) {
					// Broken off: what came cannot be taken for a whole answer.
					status = 502;
				}
				assertThat(status).isIn(200, 502);
			}
		}
	}

	/** Row 33. */
	@ParameterizedTest
	@ValueSource(strings = { "data: [DONE]\n\n", "data: {\"choices\":[]}\n\n", ": bye\n\n",
			"data: {\"error\":{\"message\":\"late\"}}\n\n" })
	void whenSomethingComesAfterDoneThenTheAnswerStaysWhole(String tail) {
		gateway.mock().respondWith((request) -> MockReply.to(request).tail(tail).response());
		Answer answer = ask(gateway, CHAT, true);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).contains("data: [DONE]\n\n");
	}

	/** Row 33. */
	@ParameterizedTest
	@EnumSource
	void whenUsageIsOddThenTheAnswerPasses(MockUsage usage) {
		gateway.mock().respondWith((request) -> MockReply.to(request).usage(usage).response());
		for (String path : List.of(CHAT, MESSAGES)) {
			for (boolean stream : new boolean[] { true, false }) {
				Answer answer = ask(gateway, path, stream);
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.text()).contains("\"model\":");
			}
		}
	}

	/** Row 34: the answer says keep-alive, the provider hangs up all the same. */
	@Test
	void whenAPooledConnectionDiesUnseenThenNoRequestFails() {
		String json = "{\"id\":\"x\",\"choices\":[]}";
		gateway.mock()
			.respond(MockResponse.status(200)
				.framing(Framing.RAW)
				.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + json.length()
						+ "\r\n\r\n" + json)
				.build());
		for (int i = 0; i < 200; i++) {
			Answer answer = ask(gateway, CHAT, false);
			assertThat(answer.status()).as(i + answer.text()).isEqualTo(200);
		}
	}

	/** Row 35. */
	@Test
	void whenAllEndpointsAreOutThen503AtOnceUntilOneIsBack() {
		AtomicInteger asked = new AtomicInteger();
		try (RunningGateway down = builder(this.door).with("llm.gateway.balancing.ejection.failures", "2")
			.with("llm.gateway.balancing.ejection.base", "2s")
			.with("llm.gateway.failover.attempts", "1")
			.start()) {
			for (String path : List.of(CHAT, MESSAGES)) {
				down.mock().respondWith((request) -> {
					asked.incrementAndGet();
					return MockReply.error(request, 500).build();
				});
				ask(down, path, true);
				ask(down, path, true);
				assertThat(asked.getAndSet(0)).isEqualTo(2);
				Answer answer = ask(down, path, true);
				assertThat(answer.status()).as(answer.text()).isEqualTo(503);
				assertThat(answer.header("retry-after")).isNotBlank();
				assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 2);
				assertThat(asked).hasValue(0);
				down.mock().respondWith(null);
				Awaitility.await().atMost(RunningGateway.PROMPTLY).until(() -> ask(down, path, true).status() == 200);
			}
			down.assertUnharmed();
		}
	}

}
