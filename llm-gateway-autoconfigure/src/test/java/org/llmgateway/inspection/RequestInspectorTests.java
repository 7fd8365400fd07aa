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
import org.llmgateway.codec.JsonLimits;
import org.llmgateway.llm.BodyEdit;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RequestInspector}.
 */
class RequestInspectorTests {

	private final RequestInspector inspector = new RequestInspector(JsonLimits.DEFAULT, RequestBounds.DEFAULT);

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

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					CHAT         | OPENAI    | "n":-1                   | n           | at least 0, not a negative one
					CHAT         | OPENAI    | "n":1.5                  | n           | not a number with fraction or exponent
					CHAT         | OPENAI    | "n":"2"                  | n           | at least 0, not a string
					CHAT         | OPENAI    | "n":129                  | n           | may be at most 128 here (llm.gateway.inspection.max-choices)
					CHAT         | OPENAI    | "n":1e300                | n           | may be at most 128 here
					CHAT         | OPENAI    | "n":99999999999999999999 | n           | may be at most 128 here
					COMPLETION   | OPENAI    | "best_of":1000           | best_of     | may be at most 128 here
					CHAT         | OPENAI    | "temperature":-0.1       | temperature | byte 27) must be a number from 0 to 2
					CHAT         | OPENAI    | "temperature":2.0000001  | temperature | must be a number from 0 to 2
					COMPLETION   | OPENAI    | "temperature":1e3        | temperature | must be a number from 0 to 2
					RESPONSE     | OPENAI    | "temperature":3          | temperature | must be a number from 0 to 2
					CHAT         | OPENAI    | "temperature":"hot"      | temperature | from 0 to 2, not a string
					CHAT         | OPENAI    | "temperature":true       | temperature | from 0 to 2, not a boolean
					CHAT         | OPENAI    | "temperature":[0]        | temperature | from 0 to 2, not an array
					MESSAGE      | ANTHROPIC | "temperature":1.01       | temperature | must be a number from 0 to 1
					MESSAGE      | ANTHROPIC | "max_tokens":-1          | max_tokens  | at least 0, not a negative one
					MESSAGE      | ANTHROPIC | "messages":"x"           | messages    | byte 24) must be an array, not a string
					COUNT_TOKENS | ANTHROPIC | "messages":{}            | messages    | must be an array, not an object
					CHAT         | OPENAI    | "messages":5             | messages    | must be an array, not an integer
					RESPONSE     | OPENAI    | "input":5                | input       | must be a string or an array, not an integer
					EMBEDDING    | OPENAI    | "input":true             | input       | must be a string or an array, not a boolean
					COMPLETION   | OPENAI    | "prompt":1.5             | prompt      | must be a string or an array, not a number
					""")
	void whenAValueIsNonsenseOrTooMuchThenSaysWhatIsAllowed(Operation operation, Dialect dialect, String member,
			String param, String message) {
		InspectionRejection rejection = rejected(this.inspector, operation, dialect, with(member));
		assertThat(rejection.message()).startsWith("\"" + param + "\" (byte ").contains(message);
		assertThat(rejection.param()).isEqualTo(param);
		assertThat(rejection.reason()).isEqualTo(message.contains(" here") ? BodyRefusal.EXCESS : BodyRefusal.VALUE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			CHAT         | OPENAI    | "n":0
			CHAT         | OPENAI    | "n":128
			CHAT         | OPENAI    | "n":1.00
			CHAT         | OPENAI    | "n":1.28e2
			CHAT         | OPENAI    | "n":null,"temperature":null,"messages":null
			CHAT         | OPENAI    | "temperature":0
			CHAT         | OPENAI    | "temperature":-0.0
			CHAT         | OPENAI    | "temperature":2
			CHAT         | OPENAI    | "temperature":2.000000000000000000000
			CHAT         | OPENAI    | "temperature":0.30000000000000004
			CHAT         | OPENAI    | "temperature":2e0
			CHAT         | OPENAI    | "temperature":5E-324
			CHAT         | OPENAI    | "messages":[]
			CHAT         | OPENAI    | "messages":[{"role":"stranger","content":""},{"role":7},{}]
			CHAT         | OPENAI    | "max_tokens":1000000000
			COMPLETION   | OPENAI    | "best_of":128,"prompt":{}
			MESSAGE      | ANTHROPIC | "temperature":1.0
			MESSAGE      | ANTHROPIC | "n":1000
			RESPONSE     | OPENAI    | "n":"of another API"
			RESPONSE     | OPENAI    | "prompt":{"id":"p"},"input":[]
			EMBEDDING    | OPENAI    | "temperature":9,"n":-1
			COUNT_TOKENS | ANTHROPIC | "temperature":9
			""")
	void whenAValueIsTheProvidersToJudgeThenItPasses(Operation operation, Dialect dialect, String member) {
		assertThat(inspect(this.inspector, operation, dialect, with(member))).isInstanceOf(InspectedRequest.class);
	}

	@Test
	void whenATemperatureIsALongNumberThenItIsNotRead() {
		assertThat(rejected(with("\"temperature\":1." + "0".repeat(70))).message()).contains("from 0 to 2");
		assertThat(rejected(with("\"temperature\":" + "9".repeat(300))).message()).contains("from 0 to 2");
	}

	@Test
	void whenBoundsAreSetThenTheyHold() {
		RequestInspector strict = new RequestInspector(JsonLimits.DEFAULT, new RequestBounds(1000, 2, 3, true));
		for (String name : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
			assertThat(inspect(strict, Operation.CHAT, Dialect.OPENAI, with("\"" + name + "\":1000")))
				.isInstanceOf(InspectedRequest.class);
			for (String value : List.of("1001", "1000000000", "99999999999999999999")) {
				InspectionRejection rejection = rejected(strict, Operation.CHAT, Dialect.OPENAI,
						with("\"" + name + "\":" + value));
				assertThat(rejection.message()).contains("may be at most 1000 here")
					.contains("llm.gateway.inspection.max-output-tokens");
				assertThat(rejection.param()).isEqualTo(name);
				assertThat(rejection.reason()).isEqualTo(BodyRefusal.EXCESS);
			}
		}
		assertThat(rejected(strict, Operation.CHAT, Dialect.OPENAI, with("\"n\":3")).message()).contains("at most 2");
		for (Operation operation : List.of(Operation.CHAT, Operation.MESSAGE, Operation.RESPONSE, Operation.EMBEDDING,
				Operation.COMPLETION)) {
			String list = switch (operation) {
				case COMPLETION -> "prompt";
				case CHAT, MESSAGE -> "messages";
				default -> "input";
			};
			assertThat(inspect(strict, operation, Dialect.OPENAI, with("\"" + list + "\":[{},{},{}]")))
				.isInstanceOf(InspectedRequest.class);
			InspectionRejection rejection = rejected(strict, operation, Dialect.OPENAI,
					with("\"" + list + "\":[{},{},{},{}]"));
			assertThat(rejection.message()).contains("may have at most 3 elements here");
			assertThat(rejection.param()).isEqualTo(list);
		}
	}

	@Test
	void whenBoundsAreOffThenAnyAmountPasses() {
		RequestInspector lax = new RequestInspector(JsonLimits.DEFAULT, new RequestBounds(0, 0, 0, false));
		String body = "{\"model\":\"m\",\"n\":1000,\"max_tokens\":1000000000,\"temperature\":-5,\"messages\":["
				+ "{},".repeat(200_000) + "{}]}";
		assertThat(inspect(lax, Operation.CHAT, Dialect.OPENAI, body)).isInstanceOf(InspectedRequest.class);
		assertThat(rejected(with("\"messages\":[" + "{},".repeat(100_000) + "{}]")).message())
			.contains("at most 100000 elements");
	}

	@Test
	void whenStructureIsTooMuchThenThatIsTheReason() {
		RequestInspector flat = new RequestInspector(new JsonLimits(3, 4), RequestBounds.DEFAULT);
		assertThat(inspect(flat, Operation.CHAT, Dialect.OPENAI, with("\"x\":[[1]]")))
			.isInstanceOf(InspectedRequest.class);
		for (String member : List.of("\"x\":[[[1]]]", "\"x\":{\"a\":{\"b\":{}}}", "\"a\":1,\"b\":2,\"c\":3,\"d\":4")) {
			InspectionRejection rejection = rejected(flat, Operation.CHAT, Dialect.OPENAI, with(member));
			assertThat(rejection.message()).contains("allowed");
			assertThat(rejection.reason()).isEqualTo(BodyRefusal.STRUCTURE);
		}
		assertThat(rejected("{").reason()).isEqualTo(BodyRefusal.MALFORMED);
		assertThat(rejected("{}").reason()).isEqualTo(BodyRefusal.MODEL);
		assertThat(rejected("{\"model\":7}").reason()).isEqualTo(BodyRefusal.MODEL);
	}

	@Test
	void whenOptionsAreDeeperThanUsualThenTheyAreStillAddedTo() {
		RequestInspector deep = new RequestInspector(new JsonLimits(2000, 10_000), RequestBounds.DEFAULT);
		String options = "\"stream_options\":{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "},\"stream\":true";
		Inspection inspection = inspect(deep, Operation.CHAT, Dialect.OPENAI, with(options));
		assertThat(((InspectedRequest) inspection).request().usageEdit()).isNotNull();
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

	private static String with(String member) {
		return "{\"model\":\"m\"," + member + "}";
	}

	private InspectionRejection rejected(String body) {
		return rejected(this.inspector, Operation.CHAT, Dialect.OPENAI, body);
	}

	private static InspectionRejection rejected(RequestInspector inspector, Operation operation, Dialect dialect,
			String body) {
		Inspection inspection = inspect(inspector, operation, dialect, body);
		assertThat(inspection).isInstanceOf(InspectionRejection.class);
		return (InspectionRejection) inspection;
	}

	private Inspection inspect(Operation operation, String body) {
		return inspect(this.inspector, operation, Dialect.OPENAI, body);
	}

	private static Inspection inspect(RequestInspector inspector, Operation operation, Dialect dialect, String body) {
		ByteBuf buffer = Unpooled.copiedBuffer("##" + body, StandardCharsets.UTF_8).skipBytes(2);
		Inspection inspection = inspector.inspect(buffer, operation, dialect);
		assertThat(buffer.readableBytes()).isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
		buffer.release();
		return inspection;
	}

}
