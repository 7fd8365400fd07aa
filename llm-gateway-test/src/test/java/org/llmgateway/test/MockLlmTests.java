package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.test.MockRequest.Ending;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class MockLlmTests {

	private static final String CHAT = "/openai/v1/chat/completions?api-version=1";

	private static String chat(String model, boolean stream) {
		return "{\"messages\":[{\"role\":\"user\",\"content\":\"\\\"model\\\":\\\"x\\\"\"}],\"stream\":" + stream
				+ ",\"model\":\"" + model + "\"}";
	}

	@ParameterizedTest
	@EnumSource
	void whenJsonIsAskedThenTheTextIsTheKnownOne(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			TestSession.Answer answer = session.post(CHAT, chat("mock:size=4096", false));
			MockBehavior behavior = MockBehavior.builder().size(4096).build();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
			assertThat(answer.headers().get("content-length")).isEqualTo(String.valueOf(answer.body().length));
			assertThat(answer.text()).contains("\"content\":" + MockText.quote(behavior.jsonText()))
				.contains("\"model\":\"mock:size=4096\"");
			assertThat(behavior.jsonText().getBytes(StandardCharsets.UTF_8)).hasSize(4096);
			MockRequest request = session.mock.awaitRequest(TestSession.LIMIT);
			assertThat(request.protocol()).isEqualTo(protocol.version());
			assertThat(request.path()).isEqualTo(CHAT);
			assertThat(request.bodyText()).isEqualTo(chat("mock:size=4096", false));
			assertThat(request.ended()).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.COMPLETE);
			assertThat(session.mock.activeRequests()).isZero();
			assertThat(session.mock.openConnections()).isPositive();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenStreamIsAskedThenTheBytesAreTheSameEveryTime(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			String first = session.post(CHAT, chat("mock:tokens=300:batch=8", true)).text();
			String second = session.post(CHAT, chat("mock:tokens=300:batch=8", true)).text();
			assertThat(first).isEqualTo(second).endsWith("data: [DONE]\n\n");
			assertThat(SseReader.data(first)).hasSize(303);
			assertThat(first).contains("你好", "🚀");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenARecordingIsPlayedThenEveryByteArrives(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			for (MockRecording recording : MockRecording.values()) {
				for (String how : List.of("", ":split=odd", ":batch=100", ":pace=1ms")) {
					String model = "mock:raw=" + recording.recordingName() + how;
					assertThat(session.post(CHAT, chat(model, true)).body()).as(model).isEqualTo(recording.bytes());
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenSplitOddThenTheSameBytesArrive(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			MockBehavior odd = MockBehavior.builder().tokens(20).splitOdd(true).build();
			session.mock.answerWith((request) -> "x".equals(request.model()) ? odd : null);
			assertThat(session.post("/v1/messages", chat("x", true)).text())
				.isEqualTo(session.post("/v1/messages", chat("x:tokens=20", true)).text().replace("x:tokens=20", "x"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenCutThenTheClientSeesTheEventsAndAnError(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			TestSession.Running running = session.start(CHAT, chat("mock:cut=3", true));
			await().atMost(TestSession.LIMIT).until(running::over);
			assertThat(running.complete).isFalse();
			assertThat(running.status).isEqualTo(200);
			assertThat(SseReader.data(running.text())).hasSize(4);
			assertThat(session.mock.awaitRequest(TestSession.LIMIT).ended()).succeedsWithin(TestSession.LIMIT)
				.isEqualTo(Ending.CUT);
			// The mock goes on serving
			assertThat(session.post(CHAT, chat("mock", false)).status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenResetThenTheConnectionIsLost(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			TestSession.Running running = session.start(CHAT, chat("mock:reset=3", true));
			await().atMost(TestSession.LIMIT).until(running::over);
			assertThat(running.complete).isFalse();
			assertThat(SseReader.data(running.text())).hasSize(4);
			assertThat(session.mock.awaitRequest(TestSession.LIMIT).ended()).succeedsWithin(TestSession.LIMIT)
				.isEqualTo(Ending.CUT);
			assertThat(session.post(CHAT, chat("mock", false)).status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenCutBeforeTheHeadThenThereIsNoAnswer(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			for (String model : List.of("mock:cut=0", "mock:reset=0")) {
				TestSession.Running running = session.start(CHAT, chat(model, true));
				await().atMost(TestSession.LIMIT).until(running::over);
				assertThat(running.complete).isFalse();
				assertThat(running.status).isZero();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenJsonIsCutThenTheClientSeesAnError(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			TestSession.Running running = session.start(CHAT, chat("mock:size=400:cut=1", false));
			await().atMost(TestSession.LIMIT).until(running::over);
			assertThat(running.complete).isFalse();
			assertThat(running.status).isEqualTo(200);
			assertThat(running.text()).startsWith("{\"id\"").doesNotEndWith("}");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheClientCancelsAStalledStreamThenTheMockNotices(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			TestSession.Running running = session.start(CHAT, chat("mock:stall=2", true));
			MockRequest request = session.mock.awaitRequest(TestSession.LIMIT);
			await().atMost(TestSession.LIMIT).until(() -> SseReader.data(running.text()).size() == 3);
			assertThat(request.ended()).isNotDone();
			assertThat(session.mock.activeRequests()).isOne();
			running.cancel();
			assertThat(request.ended()).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.CANCELLED);
			assertThat(session.mock.activeRequests()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheClientCancelsBeforeTheHeadThenTheMockNotices(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			for (String model : List.of("mock:headers-stall=1", "mock:delay=1m", "mock:first=1m")) {
				TestSession.Running running = session.start(CHAT, chat(model, true));
				MockRequest request = session.mock.awaitRequest(TestSession.LIMIT);
				running.cancel();
				assertThat(request.ended()).as(model).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.CANCELLED);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheClientCancelsAPacedStreamThenTheMockNotices(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			TestSession.Running running = session.start(CHAT, chat("mock:tokens=100000:pace=5ms", true));
			MockRequest request = session.mock.awaitRequest(TestSession.LIMIT);
			await().atMost(TestSession.LIMIT).until(() -> running.pieces.size() >= 3);
			running.cancel();
			assertThat(request.ended()).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.CANCELLED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnErrorStatusIsAskedThenTheBodyHasTheDialect(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			String model = "mock:status=429:retry-after=2";
			TestSession.Answer openAi = session.post(CHAT, chat(model, true));
			assertThat(openAi.status()).isEqualTo(429);
			assertThat(openAi.headers().get("retry-after")).isEqualTo("2");
			assertThat(openAi.text()).startsWith("{\"error\":{\"message\":");
			assertThat(session.post("/v1/messages", chat(model, true)).text())
				.startsWith("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\"");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnErrorEventIsAskedThenTheStreamEndsWithIt(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			for (String path : List.of(CHAT, "/v1/messages", "/v1/responses")) {
				List<String> data = SseReader.data(session.post(path, chat("mock:error-event=2", true)).text());
				assertThat(data.get(data.size() - 1)).as(path).contains("error");
				assertThat(data).as(path).doesNotContain("[DONE]");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheBodyIsLargeThenItIsReadWholly(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			byte[] body = new byte[5_000_000];
			Arrays.fill(body, (byte) 'x');
			byte[] start = "{\"messages\":\"".getBytes(StandardCharsets.UTF_8);
			byte[] end = "\",\"model\":\"late\"}".getBytes(StandardCharsets.UTF_8);
			System.arraycopy(start, 0, body, 0, start.length);
			System.arraycopy(end, 0, body, body.length - end.length, end.length);
			assertThat(session.exchange(CHAT, body).text()).contains("\"model\":\"late\"");
			assertThat(session.mock.awaitRequest(TestSession.LIMIT).body()).isEqualTo(body);
			assertThat(session.exchange("/v1/files", body).text()).contains("\"received_bytes\":5000000");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheStreamIsLongerThanAllWindowsThenItArrivesWhole(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			TestSession.Answer answer = session.post(CHAT, chat("mock:tokens=40000:batch=8", true));
			assertThat(SseReader.data(answer.text())).hasSize(40_003);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAFixedAnswerIsSetThenItsHeadersAndBytesArrive(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			byte[] bytes = { 0, 1, (byte) 0xff, '\r', '\n' };
			session.mock.respond(MockResponse.status(203)
				.header("Connection", "X-Hop")
				.header("X-Hop", "1")
				.header("Set-Cookie", "a=b")
				.header("Set-Cookie", "c=d")
				.header("Alt-Svc", "h3=\":1\"")
				.header("openai-organization", "org")
				.write(bytes)
				.write(Duration.ofMillis(1), bytes)
				.chunked()
				.build());
			TestSession.Answer answer = session.post("/anything", "{}");
			assertThat(answer.status()).isEqualTo(203);
			assertThat(answer.headers().getAll("set-cookie")).containsExactly("a=b", "c=d");
			assertThat(answer.headers().get("x-hop")).isEqualTo("1");
			assertThat(answer.body()).containsExactly(0, 1, 0xff, '\r', '\n', 0, 1, 0xff, '\r', '\n');
			assertThat(answer.headers().contains("connection")).isEqualTo(protocol.version().equals("HTTP/1.1"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenHeadersArriveThenNoneIsAdded(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			session.post(CHAT, chat("mock", false));
			assertThat(session.mock.awaitRequest(TestSession.LIMIT).headers().keySet())
				.noneMatch((name) -> name.startsWith("x-http"));
		}
	}

	@Test
	void whenTheMockClosesThenAnswersAreCut() {
		try (TestSession session = new TestSession(TestProtocol.H2C)) {
			session.start(CHAT, chat("mock:stall=1", true));
			MockRequest request = session.mock.awaitRequest(TestSession.LIMIT);
			session.mock.close();
			assertThat(request.ended()).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.CUT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTrailersAreAskedThenTheyArrive(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			String trailer = session.client.post()
				.uri(CHAT)
				.send(Mono
					.fromSupplier(() -> Unpooled.copiedBuffer(chat("mock:trailers=1", true), StandardCharsets.UTF_8)))
				.responseSingle((response, bytes) -> bytes.then(response.trailerHeaders())
					.mapNotNull((trailers) -> trailers.get("x-mock-trailer")))
				.block(TestSession.LIMIT);
			assertThat(trailer).isEqualTo("done");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenLineEndsAndCommentsAreAskedThenTheEventsStayTheSame(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			MockBehavior odd = MockBehavior.builder().crlf(true).comments(true).build();
			String plain = session.post(CHAT, chat("x", true)).text();
			session.mock.answerWith((request) -> odd);
			String decorated = session.post(CHAT, chat("x", true)).text();
			assertThat(decorated).contains(": keep-alive\r\n\r\ndata:{");
			assertThat(SseReader.data(decorated)).isEqualTo(SseReader.data(plain));
		}
	}

	@Test
	void whenAHookFailsThenTheAnswerSaysSo() {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			session.mock.respondWith((request) -> {
				throw new IllegalStateException("hook");
			});
			TestSession.Answer answer = session.post(CHAT, chat("x", true));
			assertThat(answer.status()).isEqualTo(500);
			assertThat(answer.text()).contains("hook");
		}
	}

	@Test
	void whenNoRequestComesThenAwaitingFails() {
		try (MockLlm mock = MockLlm.start()) {
			assertThatIllegalStateException().isThrownBy(() -> mock.awaitRequest(Duration.ofMillis(1)));
		}
	}

	@Test
	void whenTheRequestIsTooLargeThenItIsRefused() {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			assertThat(session.exchange(CHAT, new byte[(64 << 20) + 1]).status()).isEqualTo(413);
		}
	}

}
