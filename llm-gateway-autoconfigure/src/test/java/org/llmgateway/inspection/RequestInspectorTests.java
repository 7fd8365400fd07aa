package org.llmgateway.inspection;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.codec.JsonEdit;
import org.llmgateway.llm.BodyEdit;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RequestInspector}.
 */
class RequestInspectorTests {

	private final RequestInspector inspector = new RequestInspector();

	@Test
	void whenBodyIsChatThenSaysWhatIsAsked() {
		String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello, world\"},{\"role\":\"user\",\"content\":\"中文\"}],"
				+ "\"model\": \"gpt-4o\",\"stream\":true,\"max_tokens\":10,\"max_completion_tokens\":20}";
		LlmRequest request = accepted(Operation.CHAT, body);
		int start = body.indexOf("\"gpt-4o\"") + 4;
		assertThat(request).isEqualTo(new LlmRequest(Dialect.OPENAI, Operation.CHAT, "gpt-4o", true, 20, 2, 8, start,
				start + "\"gpt-4o\"".length(),
				new BodyEdit(body.length() + 3, body.length() + 3, ",\"stream_options\":{\"include_usage\":true}")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					CHAT         | {"model":"m","messages":[]}                       | 0 | -1 | false
					CHAT         | {"model":"m","contents":[{},{}],"stream":null}    | 2 | -1 | false
					CHAT         | {"model":"m","messages":[1,2,3],"stream":false}   | 1 | -1 | false
					MESSAGE      | {"model":"m","messages":[{},{}],"max_tokens":0}   | 2 | 0  | false
					COUNT_TOKENS | {"model":"m","messages":[{}],"max_tokens":null}   | 1 | -1 | false
					COMPLETION   | {"model":"m","prompt":"x","stream":true}          | 1 | -1 | true
					COMPLETION   | {"model":"m","prompt":["x","y"]}                  | 2 | -1 | false
					COMPLETION   | {"model":"m","prompt":[ 1, 2, 3]}                 | 1 | -1 | false
					COMPLETION   | {"model":"m","prompt":[[1,2],[3]]}                | 2 | -1 | false
					EMBEDDING    | {"model":"m","input":"x"}                         | 1 | -1 | false
					EMBEDDING    | {"model":"m","input":["x","y","z"]}               | 3 | -1 | false
					RESPONSE     | {"model":"m","input":[{},{}],"prompt":{"id":"p"},"max_output_tokens":1000000000} | 2 | 1000000000 | false
					RESPONSE     | {"model":"m","input":"x"}                         | 1 | -1 | false
					""")
	void whenBodyIsAcceptableThenCountsMessagesAndReadsLimits(Operation operation, String body, int messages,
			long limit, boolean stream) {
		LlmRequest request = accepted(operation, body);
		assertThat(request.model()).isEqualTo("m");
		assertThat(request.messageCount()).isEqualTo(messages);
		assertThat(request.maxOutputTokens()).isEqualTo(limit);
		assertThat(request.stream()).isEqualTo(stream);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                       | model  | missing model
			{"model":null}                           | model  | byte 9) must be a string, not null
			{"model":7}                              | model  | byte 9) must be a string, not an integer
			{"model":["m"]}                          | model  | must be a string, not an array
			{"model":""}                             | model  | must not be empty
			{"model":"  "}                           | model  | must not be empty
			{"model":"a\\nb"}                        | model  | as "a?b" does
			{"model":"a\\u0085b"}                    | model  | as "a?b" does
			{"model":"a\\u2028b"}                    | model  | as "a?b" does
			{"model":"a\\ud800"}                     | model  | as "a?" does
			{"model":"m","stream":"true"}            | stream | byte 22) must be true or false, not a string
			{"model":"m","stream":1}                 | stream | must be true or false, not an integer
			{"model":"m","max_tokens":-1}            | max_tokens | at least 0, not a negative one
			{"model":"m","max_tokens":1.5}           | max_tokens | not a number with fraction or exponent
			{"model":"m","max_tokens":"5"}           | max_tokens | at least 0, not a string
			{"model":"m","max_completion_tokens":{}} | max_completion_tokens | not an object
			{"model":"m","max_output_tokens":true}   | max_output_tokens | not a boolean
			{"model":"m","model":"n"}                | `` | a second member "model", only one is allowed (byte 13)
			{"model":"m","a":1e999999}               | `` | range of a double, about 1e-324 to 1.7e308 (byte 17)
			{"model":"m","secret                     | `` | no closing quote (byte 20)
			[]                                       | `` | must be a JSON object (byte 0)
			""")
	void whenBodyIsNotAcceptableThenSaysWhatWasWrongAndWhere(String body, String param, String message) {
		InspectionRejection rejection = rejected(body);
		assertThat(rejection.message()).contains(message).doesNotContain("secret");
		assertThat(rejection.param()).isEqualTo(param.isEmpty() ? null : param);
	}

	@Test
	void whenModelIsTooLongThenNamesItsBeginningOnly() {
		assertThat(accepted(Operation.CHAT, model("\u00e9".repeat(128))).model()).hasSize(128);
		assertThat(accepted(Operation.CHAT, model("\\u00e9".repeat(128))).model()).hasSize(128);
		InspectionRejection rejection = rejected(model("a".repeat(257)));
		assertThat(rejection.message()).contains("may have 256 bytes").contains("\"" + "a".repeat(64) + "...\"");
		assertThat(rejected(model("\u00e9".repeat(129))).message()).contains("may have 256 bytes")
			.contains("\"" + "?".repeat(64) + "...\"");
		assertThat(rejected(model("a".repeat(10_000))).message()).isEqualTo("\"model\" (byte 9) may have 256 bytes");
	}

	@ParameterizedTest
	@EnumSource(names = { "IMAGE", "AUDIO", "FILE", "PASS_THROUGH", "MODELS" })
	void whenOperationNeedsNoModelThenNoneIsAccepted(Operation operation) {
		for (String body : new String[] { "{\"prompt\":\"a cat\"}", "{\"model\":null}" }) {
			LlmRequest request = accepted(operation, body);
			assertThat(request.model()).isNull();
			assertThat(request.modelStart()).isEqualTo(-1);
			assertThat(request.modelEnd()).isEqualTo(-1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "EMBEDDING", "COMPLETION" })
	void whenPromptIsTokenIdsThenEachIsOneToken(Operation operation) {
		String member = (operation == Operation.EMBEDDING) ? "input" : "prompt";
		assertThat(
				accepted(operation, "{\"model\":\"mmmm\",\"" + member + "\":[[1,2,3],[4,5]]}").estimatedInputTokens())
			.isEqualTo(6);
		assertThat(accepted(Operation.CHAT, "{\"model\":\"mmmm\",\"" + member + "\":[1,2]}").estimatedInputTokens())
			.isEqualTo(1);
	}

	@Test
	void whenImageIsInTheBodyThenItsDataIsNoText() {
		String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + "A".repeat(100_000)
				+ "\"}}";
		String source = "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"" + "A".repeat(100_000)
				+ "\"}}";
		String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + image + "," + source + "]}]}";
		assertThat(accepted(Operation.CHAT, body).estimatedInputTokens()).isLessThan(10);
	}

	@Test
	void whenToolsAreDefinedThenTheirBytesCount() {
		String tools = "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}}]";
		assertThat(accepted(Operation.CHAT, "{\"model\":\"mmmm\",\"tools\":" + tools + "}").estimatedInputTokens())
			.isEqualTo((4 + tools.length() + 3) / 4);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"model":"m","stream":true}                                                | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
					` {"model":"m","stream":true , "x":{} }  \n`                              | ` {"model":"m","stream":true , "x":{} ,"stream_options":{"include_usage":true}}  \n`
					{"model":"m","stream_options":null,"stream":true}                          | {"model":"m","stream_options":{"include_usage":true},"stream":true}
					{"stream_options":{},"model":"m","stream":true}                            | {"stream_options":{"include_usage":true},"model":"m","stream":true}
					{"stream_options":{ },"model":"m","stream":true}                           | {"stream_options":{"include_usage":true },"model":"m","stream":true}
					{"stream_options":{"x":{"include_usage":true}},"model":"m","stream":true}  | {"stream_options":{"include_usage":true,"x":{"include_usage":true}},"model":"m","stream":true}
					{"stream_options":{"include_usage": false },"model":"m","stream":true}     | {"stream_options":{"include_usage": true },"model":"m","stream":true}
					{"stream_options":{"y":1,"include_usage":null},"model":"m","stream":true}  | {"stream_options":{"y":1,"include_usage":true},"model":"m","stream":true}
					{"stream_options":{"include\u005fusage":"no"},"model":"m","stream":true}  | {"stream_options":{"include\u005fusage":true},"model":"m","stream":true}
					{"stream_options":{"include_usage":true},"model":"m","stream":true}        | -
					{"stream_options":{"include_usage":true,"include_usage":false},"model":"m","stream":true} | -
					{"stream_options":"x","model":"m","stream":true}                           | -
					{"stream_options":[1],"model":"m","stream":true}                           | -
					{"model":"m","stream":false}                                               | -
					{"model":"m"}                                                              | -
					""")
	void whenStreamIsNotAskedForUsageThenSaysHowToAskForIt(String body, String expected) {
		for (Operation operation : List.of(Operation.CHAT, Operation.COMPLETION)) {
			BodyEdit edit = accepted(operation, body).usageEdit();
			assertThat((edit != null) ? edited(body, edit) : "-").isEqualTo(expected);
		}
		assertThat(accepted(Operation.RESPONSE, body).usageEdit()).isNull();
		assertThat(accepted(Operation.MESSAGE, body).usageEdit()).isNull();
	}

	private static String edited(String body, BodyEdit edit) {
		ByteBuf edited = JsonEdit.apply(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8), edit, null,
				ByteBufAllocator.DEFAULT);
		String text = edited.toString(StandardCharsets.UTF_8);
		edited.release();
		return text;
	}

	private static String model(String model) {
		return "{\"model\":\"" + model + "\"}";
	}

	private LlmRequest accepted(Operation operation, String body) {
		Inspection inspection = inspect(operation, body);
		assertThat(inspection).isInstanceOf(InspectedRequest.class);
		return ((InspectedRequest) inspection).request();
	}

	private InspectionRejection rejected(String body) {
		Inspection inspection = inspect(Operation.CHAT, body);
		assertThat(inspection).isInstanceOf(InspectionRejection.class);
		return (InspectionRejection) inspection;
	}

	private Inspection inspect(Operation operation, String body) {
		ByteBuf buffer = Unpooled.copiedBuffer("##" + body, StandardCharsets.UTF_8).skipBytes(2);
		Inspection inspection = this.inspector.inspect(buffer, operation, Dialect.OPENAI);
		assertThat(buffer.readableBytes()).isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
		buffer.release();
		return inspection;
	}

}
