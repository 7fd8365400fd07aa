package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.suite.RunningCall.Ending;
import org.llmgateway.test.MockRecording;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;
import org.llmgateway.test.MockResponse.Finish;
import org.llmgateway.test.MockResponse.Framing;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How bodies pass a door: byte for byte, at once, bounded, and never with a clean end
 * that the provider's answer did not have.
 */
abstract class BodyContract extends DoorContract {

	/** What is sent on at once: an event with content. */
	private static final String FIRST = "data: {\"choices\":[{\"delta\":{\"content\":\"first\"}}]}\n\n";

	BodyContract(GatewayFixture gateways, Door door) {
		super(gateways, door);
	}

	private static byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) ('a' + (i * 7 + i / 1000) % 26);
		}
		return bytes;
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderPlaysARecordingThenItPassesByteForByte(MockRecording recording) {
		for (String split : List.of("", ":split=odd")) {
			String raw = ":raw=" + recording.recordingName() + split;
			boolean anthropic = recording.name().startsWith("ANTHROPIC");
			Call call = anthropic ? Call.message("claude-4" + raw, recording.streamed())
					: Call.chat("gpt-4" + raw, recording.streamed());
			assertBytes(raw, send(call).body(), recording.bytes());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 1000, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 5_000_000 })
	void whenAnswerIsOfAnySizeThenItPassesByteForByte(int size) {
		byte[] body = bytes(size);
		for (Framing framing : List.of(Framing.LENGTH, Framing.CHUNKED, Framing.CLOSE)) {
			MockResponse.Builder response = MockResponse.status(200).header("content-type", "application/json");
			for (int from = 0; from < size; from += 100_000) {
				response.write(Arrays.copyOfRange(body, from, Math.min(size, from + 100_000)));
			}
			gateway().mock().respond(response.framing(framing).build());
			Answer answer = send(Call.chat("gpt-4", false));
			assertBytes(framing + " " + answer.status(), answer.body(), body);
			boolean known = framing == Framing.LENGTH || size <= 256 * 1024;
			assertThat(answer.header("content-length")).as(framing.toString())
				.isEqualTo(known ? String.valueOf(size) : null);
		}
	}

	@ParameterizedTest
	@CsvSource({ "200,LENGTH", "200,CHUNKED", "200,CLOSE", "204,LENGTH", "404,LENGTH", "500,CHUNKED" })
	void whenAnswerIsEmptyThenItStaysEmpty(int status, Framing framing) {
		gateway().mock().respond(MockResponse.status(status).framing(framing).build());
		Answer answer = send((status != 200) ? Call.chat("gpt-4", false) : Call.get("/v1/files/f/content"));
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.body()).isEmpty();
		assertThat(answer.header("transfer-encoding")).isNull();
		assertThat(answer.header("content-length")).isEqualTo((status != 204) ? "0" : null);
	}

	@Test
	void whenHeadIsAskedForThenLengthComesWithoutABody() {
		gateway().mock()
			.respond(MockResponse.status(200)
				.header("content-type", "application/jsonl")
				.header("content-length", "1234")
				.build());
		Answer answer = send(Call.of("HEAD", "/v1/files/f1/content"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("content-type")).isEqualTo("application/jsonl");
		assertThat(answer.header("content-length")).isEqualTo("1234");
		assertThat(answer.body()).isEmpty();
	}

	@Test
	void whenFirstEventIsThereThenItLeavesBeforeThereIsASecond() {
		RunningCall call = open(Call.chat("gpt-4:stall=1", true));
		assertThat(call.awaitHead().status().code()).isEqualTo(200);
		call.awaitText("\"content\"");
		assertThat(gateway().awaitRequest().ended()).isNotDone();
		assertThat(call.over()).isFalse();
	}

	@Test
	void whenEventComesInPiecesThenEachPieceLeavesAtOnce() {
		gateway().mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.write(FIRST + "data: {\"a\"")
				.chunked()
				.finish(Finish.STALL)
				.build());
		open(Call.chat("gpt-4", true)).awaitText("data: {\"a\"");
	}

	@ParameterizedTest
	@CsvSource({ "cut", "reset" })
	void whenStreamBreaksBetweenEventsThenAnErrorEventEndsIt(String fault) {
		String model = ":tokens=9:" + fault + "=3";
		RunningCall chat = open(Call.chat("gpt-4" + model, true));
		assertThat(chat.awaitEnd()).isEqualTo(Ending.COMPLETE);
		JsonNode event = lastEvent(chat, "data: ");
		assertThat(event.required("error").required("code").stringValue()).isEqualTo("upstream_cut");
		assertThat(event.required("error").required("type").stringValue()).isEqualTo("server_error");
		RunningCall message = open(Call.message("claude-4" + model, true));
		assertThat(message.awaitEnd()).isEqualTo(Ending.COMPLETE);
		event = lastEvent(message, "event: error\ndata: ");
		assertThat(event.required("type").stringValue()).isEqualTo("error");
		assertThat(event.required("error").required("type").stringValue()).isEqualTo("api_error");
		RunningCall response = open(
				Call.post("/v1/responses", "{\"model\":\"gpt-4" + model + "\",\"input\":\"\",\"stream\":true}"));
		assertThat(response.awaitEnd()).isEqualTo(Ending.COMPLETE);
		event = lastEvent(response, "event: error\ndata: ");
		assertThat(event.required("type").stringValue()).isEqualTo("error");
		assertThat(event.required("code").stringValue()).isEqualTo("upstream_cut");
		this.gateways.assertQuietLog();
	}

	private static JsonNode lastEvent(RunningCall call, String prefix) {
		String text = call.text();
		assertThat(text).endsWith("\n\n").doesNotContain("[DONE]").doesNotContain("message_stop");
		String last = text.substring(text.lastIndexOf("\n\n", text.length() - 3) + 2);
		assertThat(last).startsWith(prefix);
		assertThat(text.split("\n\n")).as(text).hasSizeGreaterThan(3);
		return JSON.readTree(last.substring(prefix.length()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: {\"choi", "data: {}\n", ": comment", "data: 1\n\ndata" })
	void whenStreamBreaksWithinAnEventThenItBreaksForTheCaller(String part) {
		for (Finish finish : List.of(Finish.CUT, Finish.RESET)) {
			gateway().mock()
				.respond(MockResponse.status(200)
					.header("content-type", "text/event-stream")
					.write(FIRST)
					.write(part)
					.chunked()
					.finish(finish)
					.build());
			RunningCall call = open(Call.chat("gpt-4", true));
			assertThat(call.awaitEnd()).as(finish.toString()).isEqualTo(Ending.BROKEN);
			assertThat(call.text()).doesNotContain("upstream_cut");
			if (finish == Finish.CUT) {
				assertThat(call.text()).isEqualTo(FIRST + part);
			}
		}
		this.gateways.assertQuietLog();
	}

	@ParameterizedTest
	@CsvSource({ "LENGTH,CUT", "LENGTH,RESET", "CHUNKED,CUT", "CHUNKED,RESET" })
	void whenLargeAnswerBreaksOffThenItBreaksForTheCaller(Framing framing, Finish finish) {
		MockResponse.Builder response = MockResponse.status(200).header("content-type", "application/json");
		if (framing == Framing.LENGTH) {
			response.header("content-length", "3000000");
		}
		gateway().mock().respond(response.write(bytes(1_000_000)).framing(framing).finish(finish).build());
		RunningCall call = open(Call.chat("gpt-4", false));
		if (call.awaitEnd() == Ending.COMPLETE) {
			// A reset may overtake what was sent: then the answer had not begun.
			assertThat(finish).isEqualTo(Finish.RESET);
			assertThat(call.awaitHead().status().code()).isEqualTo(502);
		}
		this.gateways.assertQuietLog();
	}

	@Test
	void whenProviderSendsAnErrorEventThenItPassesByteForByte() {
		for (Call call : List.of(Call.chat("gpt-4:error-event=2", true),
				Call.message("claude-4:error-event=2", true))) {
			Answer expected = gateway().direct().send(call);
			assertBytes("events", send(call).body(), expected.body());
		}
	}

	@Test
	void whenConnectionBreaksAfterTheLastEventThenStreamIsWhole() {
		String stream = "data: {\"choices\":[]}\n\ndata: [DONE]\n\n";
		gateway().mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.write(stream)
				.chunked()
				.finish(Finish.CUT)
				.build());
		RunningCall call = open(Call.chat("gpt-4", true));
		assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(call.text()).isEqualTo(stream);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "application/json" })
	void whenCallerDoesNotReadThenProviderIsSlowedDown(String contentType) {
		byte[] block = ("data: " + "x".repeat(64 * 1024 - 8) + "\n\n").getBytes(StandardCharsets.UTF_8);
		int blocks = 800;
		MockResponse.Builder response = MockResponse.status(200).header("content-type", contentType).chunked();
		for (int i = 0; i < blocks; i++) {
			response.write(block);
		}
		RunningGateway gateway = gateway();
		gateway.mock().respond(response.build());
		RunningCall call = gateway.client(ClientProtocol.H1).openWithoutReading(Call.chat("gpt-4", true));
		call.awaitHead();
		MockRequest request = gateway.awaitRequest();
		long[] last = { -1 };
		Awaitility.await().atMost(RunningCall.LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
			long before = last[0];
			last[0] = request.bytesWritten();
			return before == last[0];
		});
		assertThat(last[0]).isLessThan((long) blocks * block.length / 2);
		assertThat(request.ended()).isNotDone();
		call.read();
		assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(call.bytes()).hasSize(blocks * block.length);
	}

}
