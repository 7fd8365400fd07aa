package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;
import org.llmgateway.llm.TokenUsage;
import org.llmgateway.test.MockRecording;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AnswerTally}: the numbers, reasons and characters of each dialect.
 */
class AnswerTallyTests {

	private static final String CHUNK = "{\"choices\":[],\"usage\":%s}";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"prompt_tokens":21,"completion_tokens":34,"total_tokens":55}                                 | 21 0 0 34 0 0 0 EXACT
					{"prompt_tokens" : 21 , "completion_tokens" : 34 }                                            | 21 0 0 34 0 0 0 EXACT
					{"prompt_tokens":21,"completion_tokens":34,"prompt_tokens_details":{"cached_tokens":8,"audio_tokens":3},"completion_tokens_details":{"reasoning_tokens":13,"audio_tokens":2}} | 21 8 0 34 13 3 2 EXACT
					{"completion_tokens_details":null,"prompt_tokens_details":{},"prompt_tokens":1,"completion_tokens":2} | 1 0 0 2 0 0 0 EXACT
					{"x":{"cached_tokens":5,"prompt_tokens":9},"prompt_tokens":21,"completion_tokens":34}         | 21 0 0 34 0 0 0 EXACT
					{"prompt_tokens":0,"completion_tokens":0}                                                     | 0 0 0 0 0 0 0 EXACT
					{"prompt_tokens":null,"completion_tokens":4}                                                  | 100 0 0 4 0 0 0 ESTIMATED
					{"prompt_tokens":-1,"completion_tokens":4}                                                    | 100 0 0 4 0 0 0 ESTIMATED
					{"prompt_tokens":1.5,"completion_tokens":4}                                                   | 100 0 0 4 0 0 0 ESTIMATED
					{"prompt_tokens":1e3,"completion_tokens":4}                                                   | 100 0 0 4 0 0 0 ESTIMATED
					{"prompt_tokens":"7","completion_tokens":4}                                                   | 100 0 0 4 0 0 0 ESTIMATED
					{"prompt_tokens":9999999999999999999,"completion_tokens":4}                                   | 100 0 0 4 0 0 0 ESTIMATED
					{"prompt_tokens":21}                                                                          | 21 0 0 0 0 0 0 ESTIMATED
					{"prompt_tokens":3,"completion_tokens":-34}                                                   | 3 0 0 0 0 0 0 ESTIMATED
					{"prompt_tokens":3,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":-8}}        | 3 0 0 4 0 0 0 EXACT
					{"prompt_tokens":3,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":8}}         | 3 3 0 4 0 0 0 EXACT
					{"prompt_tokens":5,"completion_tokens":10,"total_tokens":815}                                 | 5 0 0 810 0 0 0 EXACT
					{"prompt_tokens":5,"completion_tokens":1,"total_tokens":106,"completion_tokens_details":{"reasoning_tokens":100}} | 5 0 0 101 100 0 0 EXACT
					{}                                                                                            | 100 0 0 0 0 0 0 ESTIMATED
					null                                                                                          | 100 0 0 0 0 0 0 ESTIMATED
					""")
	void whenOpenAiReportsUsageThenKnownNumbersCount(String usage, String expected) {
		String event = CHUNK.formatted(usage);
		assertThat(usage(stream(Dialect.OPENAI, event))).isEqualTo(expected);
		assertThat(usage(whole(Dialect.OPENAI, event))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"input_tokens":21,"input_tokens_details":{"cached_tokens":8},"output_tokens":34,"output_tokens_details":{"reasoning_tokens":13},"total_tokens":55} | 21 8 0 34 13 0 0 EXACT
					{"input_tokens":21,"input_tokens_details":{"cached_tokens":8,"cache_write_tokens":2},"output_tokens":34} | 21 8 2 34 0 0 0 EXACT
					""")
	void whenResponseReportsUsageThenKnownNumbersCount(String usage, String expected) {
		assertThat(usage(stream(Dialect.OPENAI, "{\"type\":\"response.created\",\"response\":{\"usage\":null}}",
				"{\"type\":\"response.completed\",\"response\":{\"output\":[{\"usage\":{\"input_tokens\":1}}],"
						+ "\"metadata\":{\"input_tokens\":4},\"usage\":" + usage + ",\"x\":{\"input_tokens\":5}}}")))
			.isEqualTo(expected);
		assertThat(usage(whole(Dialect.OPENAI, "{\"object\":\"response\",\"output\":[],\"usage\":" + usage + "}")))
			.isEqualTo(expected);
	}

	@Test
	void whenAnthropicReportsUsageThenInputHoldsWhatWasCachedOnce() {
		String start = "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":21,"
				+ "\"cache_creation_input_tokens\":5,\"cache_read_input_tokens\":8,"
				+ "\"cache_creation\":{\"input_tokens\":9},\"output_tokens\":1}}}";
		assertThat(usage(stream(Dialect.ANTHROPIC, start,
				"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null},\"usage\":{\"output_tokens\":30}}",
				"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":34}}")))
			.isEqualTo("34 8 5 34 0 0 0 EXACT");
		assertThat(usage(stream(Dialect.ANTHROPIC, start,
				"{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":22,\"cache_creation_input_tokens\":5,"
						+ "\"cache_read_input_tokens\":9,\"output_tokens\":34}}")))
			.isEqualTo("36 9 5 34 0 0 0 EXACT");
		assertThat(usage(whole(Dialect.ANTHROPIC,
				"{\"type\":\"message\",\"usage\":{\"input_tokens\":21,\"cache_creation_input_tokens\":null,"
						+ "\"cache_read_input_tokens\":8,\"output_tokens\":0},\"x\":{\"usage\":{\"output_tokens\":7}}}")))
			.isEqualTo("29 8 0 0 0 0 0 EXACT");
	}

	@Test
	void whenAnthropicIsCutThenOutputOfTheBeginningIsNotTakenForAll() {
		AnswerTally tally = stream(Dialect.ANTHROPIC,
				"{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":21,\"output_tokens\":1}}}",
				"{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"" + "four".repeat(20) + "\"}}");
		assertThat(usage(tally)).isEqualTo("21 0 0 16 0 0 0 ESTIMATED");
	}

	@Test
	void whenUsageComesInEachChunkThenLastKnownNumberOfEachFieldHolds() {
		String chunk = "{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":%s}";
		assertThat(usage(stream(Dialect.OPENAI, chunk.formatted("{\"prompt_tokens\":9,\"completion_tokens\":1}"),
				chunk.formatted("{\"prompt_tokens\":null,\"completion_tokens\":2}"), chunk.formatted("null"),
				chunk.formatted("{\"completion_tokens\":3}"))))
			.isEqualTo("9 0 0 3 0 0 0 EXACT");
		assertThat(
				usage(stream(Dialect.OPENAI, "{\"x_groq\":{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}}")))
			.isEqualTo("1 0 0 2 0 0 0 EXACT");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"choices":[{"delta":{"content":"Hi there"}}]}                                    | 8 0 0 0
					{"choices":[{"delta":{"content":"a\\n\\"\\u4e2d\\ud83d\\ude00 é世"}}]}            | 4 2 4 2
					{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"bc"}}]}                | 3 0 0 0
					{"choices":[{"delta":{"role":"assistant","content":"","refusal":null}}]}          | 0 0 0 0
					{"choices":[{"delta":{"refusal":"no"}}]}                                          | 2 0 0 0
					{"choices":[{"delta":{"reasoning_content":"hm","reasoning":"hm"}}]}               | 2 0 0 0
					{"choices":[{"delta":{"reasoning":"hm","reasoning_details":[{"text":"hm"}]}}]}    | 2 0 0 0
					{"choices":[{"delta":{"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}]} | 8 6 0 0
					{"choices":[{"delta":{"function_call":{"name":"f","arguments":"{}"}}}]}           | 3 2 0 0
					{"choices":[{"delta":{"content":[{"type":"text","text":"ab"}]}}]}                 | 2 0 0 0
					{"choices":[{"delta":{"audio":{"id":"x","data":"QUJD","transcript":"ab"}}}]}      | 2 0 0 0
					{"choices":[{"delta":{"tool_calls":[{"id":"x"}]},"logprobs":{"content":[{"text":"no"}]}}]} | 0 0 0 0
					{"choices":[{"text":"abc","finish_reason":null}]}                                 | 3 0 0 0
					{"choices":[{"message":{"role":"assistant","content":"abc"}}]}                    | 3 0 0 0
					{"type":"response.output_text.delta","delta":"ab","logprobs":[]}                  | 2 0 0 0
					{"delta":"ab","type":"response.function_call_arguments.delta"}                    | 2 0 0 0
					{"type":"response.audio.delta","delta":"QUJD"}                                    | 0 0 0 0
					{"type":"response.output_audio.delta","delta":"QUJD"}                             | 0 0 0 0
					{"type":"response.output_text.done","text":"ab"}                                  | 0 0 0 0
					{"type":"response.completed","response":{"output":[{"content":[{"text":"ab"}]}]}} | 0 0 0 0
					{"object":"response","output":[{"type":"reasoning","summary":[{"text":"a"}]},{"content":[{"text":"ab"}]},{"name":"f","arguments":"{}"}]} | 6 2 0 0
					{"error":{"message":"what a pity","text":"x"}}                                    | 0 0 0 0
					{"choices":[{"delta":{"content":"open                                             | 4 0 0 0
					""")
	void whenOpenAiSendsContentThenItsCharactersCount(String data, String expected) {
		assertThat(characters(stream(Dialect.OPENAI, data))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"type":"content_block_start","content_block":{"type":"tool_use","id":"t","name":"get","input":{}}} | 3 0 0 0
					{"type":"content_block_delta","delta":{"type":"text_delta","text":"ab"}}                  | 2 0 0 0
					{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"ab"}}          | 2 0 0 0
					{"type":"content_block_delta","delta":{"type":"signature_delta","signature":"QUJD"}}      | 0 0 0 0
					{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{\\"a"}} | 3 2 0 0
					{"type":"message","content":[{"type":"thinking","thinking":"a","signature":"QUJD"},{"type":"text","text":"bc"}]} | 3 0 0 0
					{"type":"message","content":[{"type":"tool_use","name":"f","input":{"text":"é[","b":[1]}}]} | 21 15 1 0
					{"type":"message_start","message":{"content":[],"model":"claude"}}                        | 0 0 0 0
					""")
	void whenAnthropicSendsContentThenItsCharactersCount(String data, String expected) {
		assertThat(characters(stream(Dialect.ANTHROPIC, data))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					OPENAI    | {"choices":[{"delta":{},"finish_reason":"length"}]}                        | length     | -
					OPENAI    | {"choices":[{"finish_reason":null},{"finish_reason":"stop"}]}              | stop       | -
					OPENAI    | {"choices":[{"finish_reason":"much too long to be a reason that any provider has ever given to anyone"}]} | - | -
					OPENAI    | {"type":"response.completed","response":{"status":"completed"}}            | completed  | -
					OPENAI    | {"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}} | max_output_tokens | -
					OPENAI    | {"type":"response.created","response":{"status":"in_progress"}}            | -          | -
					OPENAI    | {"object":"response","status":"completed","incomplete_details":null}       | completed  | -
					OPENAI    | {"error":{"message":"x","type":"server_error","param":null,"code":null}}   | -          | server_error
					OPENAI    | {"error":{"message":"x","type":null,"code":"rate_limit"}}                  | -          | rate_limit
					OPENAI    | {"error":{"code":"a","type":"b"}}                                          | -          | b
					OPENAI    | {"error":null}                                                             | -          | -
					OPENAI    | {"error":"overloaded"}                                                     | -          | -
					OPENAI    | {"type":"response.failed","response":{"error":{"code":"server_error"}}}    | -          | server_error
					OPENAI    | {"type":"error","code":"server_error","message":"x"}                       | -          | server_error
					ANTHROPIC | {"type":"message_delta","delta":{"stop_reason":"tool_use"}}                | tool_use   | -
					ANTHROPIC | {"type":"message","stop_reason":"end_turn"}                                | end_turn   | -
					ANTHROPIC | {"type":"error","error":{"type":"overloaded_error","message":"x"}}         | -          | overloaded_error
					""")
	void whenAnswerEndsThenReasonIsKept(Dialect dialect, String data, @Nullable String reason, @Nullable String error) {
		AnswerTally tally = stream(dialect, data);
		assertThat(tally.finishReason()).isEqualTo(reason);
		assertThat(tally.errorType()).isEqualTo(error);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "OPENAI_JSON", "ANTHROPIC_JSON", "RESPONSES_JSON" })
	void whenRecordingIsCutAnywhereThenTallyIsTheSame(MockRecording recording) {
		Dialect dialect = recording.name().startsWith("ANTHROPIC") ? Dialect.ANTHROPIC : Dialect.OPENAI;
		byte[] bytes = recording.bytes();
		String expected = told(dialect, bytes, bytes.length);
		assertThat(expected).contains(recording.name().startsWith("ANTHROPIC") ? "34 8 5 34 0 0 0 EXACT"
				: recording.name().startsWith("RESPONSES") ? "21 8 0 34 13 0 0 EXACT" : "21 0 0 34 0 0 0 EXACT");
		for (int cut = 0; cut < bytes.length; cut++) {
			assertThat(told(dialect, bytes, cut)).as("cut at %d", cut).isEqualTo(expected);
		}
		assertThat(told(dialect, bytes, -1)).as("byte by byte").isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI_JSON", "ANTHROPIC_JSON", "RESPONSES_JSON" })
	void whenAnswerIsWholeThenTalliesItInAnyBuffer(MockRecording recording) {
		Dialect dialect = (recording == MockRecording.ANTHROPIC_JSON) ? Dialect.ANTHROPIC : Dialect.OPENAI;
		ByteBuf direct = ByteBufAllocator.DEFAULT.directBuffer().writeZero(3).writeBytes(recording.bytes());
		direct.skipBytes(3);
		AnswerTally tally = WholeAnswer.tally(direct, dialect);
		direct.release();
		AnswerTally heap = WholeAnswer.tally(Unpooled.wrappedBuffer(recording.bytes()), dialect);
		assertThat(usage(tally)).isEqualTo(usage(heap)).endsWith("EXACT").contains(" 34 ");
		assertThat(tally.text()).isEqualTo(heap.text()).satisfies((text) -> assertThat(text.wide()).isPositive());
		assertThat(tally.finishReason()).isIn("stop", "end_turn", "completed");
	}

	@Test
	void whenEmbeddingReportsInputThenOutputIsExactlyNone() {
		AnswerTally tally = whole(Dialect.OPENAI,
				"{\"data\":[{\"embedding\":[0.1,2e-3]}],\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
		assertThat(tally.usage(Operation.EMBEDDING, "text-embedding-3-small", 100))
			.isEqualTo(new TokenUsage(7, 0, 0, 0, 0, 0, 0, TokenUsage.Accuracy.EXACT));
		assertThat(tally.usage(Operation.COUNT_TOKENS, null, 100)).isEqualTo(TokenUsage.NONE);
	}

	@Test
	void whenAnswerIsNoJsonThenIsEstimatedBySize() {
		assertThat(usage(whole(Dialect.OPENAI, "<html>" + "word".repeat(20)))).isEqualTo("100 0 0 18 0 0 0 ESTIMATED");
		assertThat(usage(whole(Dialect.OPENAI, ""))).isEqualTo("100 0 0 0 0 0 0 ESTIMATED");
	}

	private static AnswerTally stream(Dialect dialect, String... events) {
		ChunkFacts facts = new ChunkFacts(dialect);
		SseParser parser = new SseParser();
		for (String event : events) {
			parser.feed(Unpooled.copiedBuffer("data: " + event + "\n\n", StandardCharsets.UTF_8), facts::of);
		}
		return facts.tally();
	}

	private static AnswerTally whole(Dialect dialect, String body) {
		return WholeAnswer.tally(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8), dialect);
	}

	/**
	 * What is told of a stream in two parts, or byte by byte if the cut is negative.
	 */
	private static String told(Dialect dialect, byte[] bytes, int cut) {
		ChunkFacts facts = new ChunkFacts(dialect);
		SseParser parser = new SseParser();
		List<ByteBuf> parts = new ArrayList<>();
		if (cut >= 0) {
			parts.add(Unpooled.wrappedBuffer(bytes, 0, cut));
			parts.add(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
		}
		for (int i = 0; cut < 0 && i < bytes.length; i++) {
			parts.add(Unpooled.wrappedBuffer(bytes, i, 1));
		}
		parts.forEach((part) -> parser.feed(part, facts::of));
		parser.end(facts::of);
		AnswerTally tally = facts.tally();
		return usage(tally) + " " + characters(tally) + " " + tally.finishReason();
	}

	private static String usage(AnswerTally tally) {
		TokenUsage usage = tally.usage(Operation.CHAT, "gpt-4o", 100);
		return usage.input() + " " + usage.cachedInput() + " " + usage.cacheWrite() + " " + usage.output() + " "
				+ usage.reasoning() + " " + usage.audioInput() + " " + usage.audioOutput() + " " + usage.accuracy();
	}

	private static String characters(AnswerTally tally) {
		TextCount text = tally.text();
		return text.ascii() + " " + text.symbols() + " " + text.other() + " " + text.wide();
	}

}
