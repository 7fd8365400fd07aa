package org.llmgateway.test;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockFault.Place;
import org.llmgateway.test.MockRequest.Ending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * What a test may change in an answer: each fault at each place, usage, reasoning, what
 * comes after the end.
 */
class MockReplyTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String MESSAGES = "/v1/messages";

	private static final String RESPONSES = "/v1/responses";

	private static String body(String path, String members) {
		boolean usage = path.equals(CHAT);
		return "{\"model\":\"m\",\"stream\":true" + (usage ? ",\"stream_options\":{\"include_usage\":true}" : "")
				+ members + "}";
	}

	private static void answer(TestSession session, int tokens, MockFault fault) {
		session.mock.respondWith((request) -> MockReply.to(request).tokens(tokens).fault(fault).response());
	}

	private static int contents(String text) {
		int count = 0;
		for (String data : SseReader.data(text)) {
			count += (data.contains("\"delta\":{\"content\":\"") && !data.contains("\"role\"")
					|| data.contains("text_delta") || data.contains("output_text.delta")) ? 1 : 0;
		}
		return count;
	}

	static Stream<Arguments> places() {
		return Stream.of(CHAT, MESSAGES, RESPONSES)
			.flatMap((path) -> Stream.of(Place.values()).map((place) -> Arguments.of(path, place)));
	}

	@ParameterizedTest
	@MethodSource("places")
	void whenAnAnswerIsCutAnywhereThenWhatCameIsTheBeginningOfTheWholeOne(String path, Place place) {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			answer(session, 5, MockFault.NONE);
			String whole = session.post(path, body(path, "")).text();
			assertThat(contents(whole)).isEqualTo(5);
			session.mock.awaitRequest(TestSession.LIMIT);
			answer(session, 5, new MockFault(place, 3, Kind.CUT, Duration.ZERO));
			TestSession.Running running = session.start(path, body(path, ""));
			await().atMost(TestSession.LIMIT).until(running::over);
			assertThat(running.complete).isFalse();
			assertThat(running.status).isEqualTo((place == Place.BEFORE_HEAD) ? 0 : 200);
			assertThat(whole).startsWith(running.text());
			int expected = switch (place) {
				case BEFORE_HEAD, AFTER_HEAD, IN_OPENING, AFTER_OPENING -> 0;
				case AFTER_CONTENT, IN_CONTENT -> 3;
				default -> 5;
			};
			assertThat(contents(running.text())).isEqualTo(expected);
			MockRequest request = session.mock.awaitRequest(TestSession.LIMIT);
			assertThat(request.ended()).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.CUT);
			assertThat(request.contentWritten()).isEqualTo(expected);
			assertThat(running.text().endsWith("\n\n")).isEqualTo(switch (place) {
				case BEFORE_HEAD, AFTER_HEAD, IN_OPENING, IN_CONTENT -> false;
				default -> true;
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES, RESPONSES })
	void whenTheUsageIsHeldBackThenAllBeforeItHasCome(String path) {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			answer(session, 2, MockFault.of(Place.BEFORE_USAGE, Kind.END));
			String text = session.post(path, body(path, "")).text();
			assertThat(contents(text)).isEqualTo(2);
			assertThat(text).doesNotContain("\"completion_tokens\"", "stop_reason\":\"end_turn", "\"total_tokens\"");
			answer(session, 2, MockFault.of(Place.BEFORE_DONE, Kind.END));
			text = session.post(path, body(path, "")).text();
			assertThat(text).doesNotContain("[DONE]", "message_stop", "response.completed");
			assertThat(text.contains("\"completion_tokens\":2")).isEqualTo(path.equals(CHAT));
			assertThat(text.contains("\"stop_reason\":\"end_turn\"")).isEqualTo(path.equals(MESSAGES));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenCommentsAreAskedThenTheyComeUntilTheClientGoes(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			for (Place place : List.of(Place.AFTER_HEAD, Place.AFTER_OPENING)) {
				answer(session, 5, MockFault.of(place, Kind.COMMENTS).pace(Duration.ofMillis(1)));
				TestSession.Running running = session.start(CHAT, body(CHAT, ""));
				MockRequest request = session.mock.awaitRequest(TestSession.LIMIT);
				await().atMost(TestSession.LIMIT)
					.until(() -> running.text().endsWith(": keep-alive\n\n: keep-alive\n\n: keep-alive\n\n"));
				assertThat(running.text().startsWith(":")).isEqualTo(place == Place.AFTER_HEAD);
				assertThat(request.ended()).isNotDone();
				running.cancel();
				assertThat(request.ended()).succeedsWithin(TestSession.LIMIT).isEqualTo(Ending.CANCELLED);
				assertThat(request.contentWritten()).isZero();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheRestTricklesThenItIsTheSame(TestProtocol protocol) {
		try (TestSession session = new TestSession(protocol)) {
			answer(session, 5, MockFault.NONE);
			String whole = session.post(MESSAGES, body(MESSAGES, "")).text();
			session.mock.awaitRequest(TestSession.LIMIT);
			answer(session, 5, MockFault.after(3, Kind.TRICKLE).pace(Duration.ofNanos(1)));
			assertThat(session.post(MESSAGES, body(MESSAGES, "")).text()).isEqualTo(whole);
			assertThat(session.mock.awaitRequest(TestSession.LIMIT).contentWritten()).isEqualTo(5);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES, RESPONSES })
	void whenAnErrorIsAskedAnywhereThenItIsTheLastEvent(String path) {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			for (Place place : Place.values()) {
				if (place != Place.BEFORE_HEAD && place != Place.IN_OPENING && place != Place.IN_CONTENT) {
					answer(session, 5, new MockFault(place, 2, Kind.ERROR, Duration.ZERO));
					List<String> data = SseReader.data(session.post(path, body(path, "")).text());
					assertThat(data.get(data.size() - 1)).as(place.toString()).contains("\"message\":", "error");
					assertThat(data.contains("[DONE]")).isEqualTo(place == Place.END && path.equals(CHAT));
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenUsageIsAskedOtherwiseThenStreamAndJsonSayIt(MockUsage usage) {
		String value = usage.count(12);
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			session.mock.respondWith((request) -> MockReply.to(request).usage(usage).response());
			for (String path : List.of(CHAT, MESSAGES, RESPONSES)) {
				String name = path.equals(CHAT) ? "\"prompt_tokens\":" : "\"input_tokens\":";
				for (String body : List.of(body(path, ""), "{\"model\":\"m\"}")) {
					String text = session.post(path, body).text();
					if (usage == MockUsage.MISSING) {
						assertThat(text).as(path).doesNotContain(name);
					}
					else {
						assertThat(text).as(path).contains(name + value);
					}
				}
			}
			String quiet = session.post(CHAT, "{\"model\":\"m\",\"stream\":true}").text();
			assertThat(quiet.contains("\"usage\"")).isEqualTo(usage == MockUsage.RUNNING);
		}
	}

	@Test
	void whenUsageRunsThenEachEventSaysItsCount() {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			session.mock.respondWith((request) -> MockReply.to(request).tokens(3).usage(MockUsage.RUNNING).response());
			assertThat(session.post(CHAT, body(CHAT, "")).text()).contains("\"completion_tokens\":1,",
					"\"completion_tokens\":2,", "\"completion_tokens\":3,");
			assertThat(session.post(MESSAGES, body(MESSAGES, "")).text()).contains("{\"output_tokens\":1}",
					"{\"output_tokens\":2}", "{\"output_tokens\":3}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES, RESPONSES })
	void whenTheModelThinksThenItsThoughtsAreCountedFirst(String path) {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			session.mock.respondWith((request) -> MockReply.to(request).tokens(3).reasoning(2).response());
			String text = session.post(path, body(path, "")).text();
			assertThat(text).containsAnyOf("reasoning_content", "thinking_delta", "reasoning_text.delta");
			assertThat(contents(text)).isEqualTo(3);
			assertThat(session.mock.awaitRequest(TestSession.LIMIT).contentWritten()).isEqualTo(5);
			assertThat(text).containsAnyOf("\"completion_tokens\":5,", "\"output_tokens\":5");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES, RESPONSES })
	void whenAToolIsCalledThenItsArgumentsComeInPieces(String path) {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			answer(session, 6, MockFault.NONE);
			String text = session.post(path, body(path, ",\"tools\":[{\"name\":\"f\"}]")).text();
			assertThat(SseReader.data(text)
				.stream()
				.filter((data) -> data.contains("\"arguments\":") || data.contains("partial_json")
						|| data.contains("arguments.delta")))
				.hasSizeGreaterThanOrEqualTo(6);
			assertThat(session.mock.awaitRequest(TestSession.LIMIT).contentWritten()).isEqualTo(6);
		}
	}

	@Test
	void whenThereIsATailThenItComesAfterTheEnd() {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			session.mock.respondWith((request) -> MockReply.to(request).tail("data: [DONE]\n\n").response());
			assertThat(session.post(CHAT, body(CHAT, "")).text()).endsWith("data: [DONE]\n\ndata: [DONE]\n\n");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 402, 403, 408, 429, 500, 502, 503, 504, 529 })
	void whenAnErrorStatusIsAskedThenTheBodyHasTheDialect(int status) {
		try (TestSession session = new TestSession(TestProtocol.H1)) {
			session.mock.respondWith((request) -> MockReply.error(request, status).header("retry-after", "7").build());
			TestSession.Answer answer = session.post(MESSAGES, body(MESSAGES, ""));
			assertThat(answer.status()).isEqualTo(status);
			assertThat(answer.headers().get("retry-after")).isEqualTo("7");
			assertThat(answer.text()).startsWith("{\"type\":\"error\",");
			assertThat(session.post(CHAT, body(CHAT, "")).text()).startsWith("{\"error\":{");
		}
	}

	@Test
	void whenAFaultCannotBeToldThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> MockFault.of(Place.IN_CONTENT, Kind.ERROR));
		assertThatIllegalArgumentException().isThrownBy(() -> MockFault.of(Place.BEFORE_HEAD, Kind.COMMENTS));
	}

}
