package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.llm.Dialect;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ChunkFacts}: events as the providers send them, and events that look
 * like others.
 */
class ChunkFactsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					[DONE]                                                                                       | D
					not json                                                                                     | -
					{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null} | -
					{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}                      | C
					{"choices": [ {"delta" : {"content" : "Hi"} , "finish_reason" : null} ] }                    | C
					{"choices":[{"delta":{"content":"\\""}}]}                                                    | C
					{"choices":[{"delta":{}},{"delta":{"content":"x"}}]}                                         | C
					{"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"function":{"name":"f"}}]}}]}  | C
					{"choices":[{"delta":{"tool_calls":[]}}]}                                                    | -
					{"choices":[{"delta":{"reasoning_content":"hm"}}]}                                           | C
					{"choices":[{"delta":{"reasoning":"hm"}}]}                                                   | C
					{"choices":[{"delta":{"refusal":"no"}}]}                                                     | C
					{"choices":[{"delta":{"refusal":null}}]}                                                     | -
					{"choices":[{"delta":{},"logprobs":{"content":[{"token":"x"}]}}]}                            | -
					{"choices":[{"delta":{},"finish_reason":"stop"}]}                                            | F
					{"choices":[{"delta":{"content":"x"},"finish_reason":"length"}],"usage":{"total_tokens":3}}  | CFU
					{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{"total_tokens":3}}  | CFU
					{"choices":[{"text":"x","finish_reason":null}]}                                              | C
					{"choices":[{"text":"","finish_reason":"stop"}]}                                             | F
					{"choices":[],"usage":{"prompt_tokens":1}}                                                   | U
					{"choices":[],"x_groq":{"usage":{"prompt_tokens":1}}}                                        | U
					{"error":{"message":"overloaded"}}                                                           | E
					{"error":null,"choices":[]}                                                                  | -
					{"choices":[{"delta":{"content":"\\"finish_reason\\":\\"stop\\",\\"usage\\":{},\\"error\\":1"}}]} | C
					{"choices":[{"delta":{"role":"usage","name":"error"}}]}                                      | -
					{"x":[{"y":{"content":"z"},"finish_reason":"stop"}]}                                         | -
					{"type":"response.output_text.delta","delta":"x"}                                            | C
					{"type":"response.function_call_arguments.delta","delta":"x"}                                | C
					{"type":"response.output_text.done","text":"x"}                                              | -
					{"type":"response.created","response":{"error":null,"usage":null,"output":[]}}               | -
					{"type":"response.completed","response":{"output":[{"content":[{"text":"x"}]}],"usage":{"input_tokens":1}}} | FDU
					{"type":"response.incomplete","response":{}}                                                 | FD
					{"type":"response.failed","response":{"error":{"code":"x"}}}                                 | ED
					{"type":"error","message":"x"}                                                               | E
					{"choices":[{"delta":{"content":"x                                                           | C
					{"choices":[{"delta":{"content":                                                             | -
					{"choices":[{"delta":{"content"                                                              | -
					{"choices":[{"delta":{"content\\                                                             | -
					""")
	void whenProviderSpeaksOpenAiThenTellsWhatEventHolds(String data, String facts) {
		assertThat(facts(Dialect.OPENAI, "data: " + data + "\n\n")).isEqualTo(facts);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"type":"message_start","message":{"id":"x","content":[],"stop_reason":null,"usage":{"input_tokens":1}}} | U
					{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}                       | -
					{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}               | -
					{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","name":"f","input":{}}}       | C
					{"index":1,"content_block":{"type":"tool_use"},"type":"content_block_start"}                             | C
					{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}                        | C
					{"type": "content_block_delta","delta":{"type":"input_json_delta","partial_json":"\\"type\\":\\"error\\""}} | C
					{"type":"content_block_stop","index":0}                                                                  | -
					{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}                  | FU
					{"type":"message_delta","delta":{"stop_reason":null},"usage":null}                                       | -
					{"type":"message_stop"}                                                                                  | D
					{"type":"ping"}                                                                                          | -
					{"type":"error","error":{"type":"overloaded_error","message":"x"}}                                       | E
					{"type":"message","content":[{"type":"text"}],"stop_reason":"end_turn","usage":{"input_tokens":1}}       | FU
					{"type                                                                                                   | -
					""")
	void whenProviderSpeaksAnthropicThenTellsWhatEventHolds(String data, String facts) {
		assertThat(facts(Dialect.ANTHROPIC, "data: " + data + "\n\n")).isEqualTo(facts);
	}

	@Test
	void whenDataHasNoTypeThenNameOfEventCounts() {
		assertThat(facts(Dialect.ANTHROPIC, "event: error\ndata: {}\n\n")).isEqualTo("E");
		assertThat(facts(Dialect.ANTHROPIC, "event: message_stop\ndata: {}\n\n")).isEqualTo("D");
		assertThat(facts(Dialect.OPENAI, "event: response.output_text.delta\ndata: {\"delta\":\"x\"}\n\n"))
			.isEqualTo("C");
		assertThat(facts(Dialect.OPENAI, "event: error\ndata: oops\n\n")).isEqualTo("E");
	}

	@Test
	void whenInstanceIsUsedAgainThenNothingIsLeftOfTheEventBefore() {
		assertThat(facts(Dialect.OPENAI,
				"data: {\"choices\":[{\"delta\":{\ndata: {\"a\":[{\"b\":{\"content\":\"x\"}}]}\n\n"
						+ "data: {\"a\":[{\"b\":{\"content\":\"x\"}}]}\n\n"))
			.isEqualTo("-,-");
	}

	@ParameterizedTest
	@EnumSource
	void whenEventsBeginAlikeThenEachIsStillJudgedByItself(Dialect dialect) {
		String[] heads = { "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":",
				"data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":",
				"event: content_block_start\ndata: {\"delta\":{\"type\":\"text\",\"text\":",
				"event: error\ndata: {\"delta\":{\"type\":\"text\",\"text\":",
				"data: {\"delta\":{\"type\":\"text\",\"text\":" };
		String[] tails = { "\"a\"}}]}", "\"bcd\"},\"finish_reason\":\"stop\"}]}", "\"\",\"refusal\":\"no\"}}]}",
				"null}}]}", "\"x\"}}],\"usage\":{}}", "\"x\"},\"usage\":{\"a\":1}}", "\"x\"},\"type\":\"error\"}",
				"\"x\"},\"b\":{\"type\":\"tool_use\"}}", "\"\"},\"type\":\"message_stop\"}", "" };
		Random random = new Random(20260117);
		for (int round = 0; round < 300; round++) {
			StringBuilder stream = new StringBuilder();
			StringBuilder expected = new StringBuilder();
			for (int i = 0; i < 20; i++) {
				String head = heads[(random.nextInt(3) > 0) ? round % heads.length : random.nextInt(heads.length)];
				String event = head + tails[random.nextInt(tails.length)] + "\n\n";
				stream.append(event);
				expected.append(expected.isEmpty() ? "" : ",").append(facts(dialect, event));
			}
			assertThat(facts(dialect, stream.toString())).as(stream.toString()).isEqualTo(expected.toString());
		}
	}

	private static String facts(Dialect dialect, String stream) {
		ChunkFacts classifier = new ChunkFacts(dialect);
		ByteBuf chunk = Unpooled.copiedBuffer(stream, StandardCharsets.UTF_8);
		StringBuilder all = new StringBuilder();
		new SseParser().feed(chunk,
				(event) -> all.append(all.isEmpty() ? "" : ",").append(letters(classifier.of(event))));
		chunk.release();
		return all.toString();
	}

	private static String letters(int facts) {
		String letters = (((facts & ChunkFacts.CONTENT) != 0) ? "C" : "")
				+ (((facts & ChunkFacts.ERROR) != 0) ? "E" : "") + (((facts & ChunkFacts.FINISH) != 0) ? "F" : "")
				+ (((facts & ChunkFacts.DONE) != 0) ? "D" : "") + (((facts & ChunkFacts.USAGE) != 0) ? "U" : "");
		return letters.isEmpty() ? "-" : letters;
	}

}
