package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link JsonPeek}: what it accepts, where it finds members, what it counts.
 */
class JsonPeekTests {

	static final List<String> VALID = JsonDocuments.VALID;

	static final List<String> INVALID = JsonDocuments.INVALID;

	static final List<String> BAD_BYTES = JsonDocuments.BAD_BYTES;

	private static final JsonPeek PEEK = JsonPeek.watching("model", "stream", "a").countingText("tools");

	private static final JsonPeek MODEL = JsonPeek.watching("model", "stream");

	@AfterEach
	void noBufferIsLeft() {
		LeakPresenceDetector.check();
	}

	@ParameterizedTest
	@FieldSource("VALID")
	void whenDocumentIsValidThenAccepts(String document) {
		assertThat(scan(MODEL, document).error()).isNull();
	}

	@ParameterizedTest
	@FieldSource("INVALID")
	void whenDocumentIsInvalidThenRejects(String document) {
		JsonError error = scan(MODEL, document).error();
		assertThat(error).isNotNull();
		assertThat(error.offset()).isBetween(0, JsonDocuments.utf8(document).length);
	}

	@ParameterizedTest
	@FieldSource("BAD_BYTES")
	void whenStringIsNoUtf8ThenRejects(String bytes) {
		JsonError error = scan(MODEL, JsonDocuments.withBytes(bytes)).error();
		assertThat(error).isNotNull();
		assertThat(error.reason()).isEqualTo("not valid UTF-8");
		assertThat(error.offset()).isBetween(6, 6 + bytes.length() / 2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"a":1e999999}                | 5  | range of a double
			{"a":NaN}                     | 5  | NaN
			{"a":"b" "c":1}               | 9  | comma or a closing brace
			{"a":[1 2]}                   | 8  | comma or a closing bracket
			{"model":"x","model":"y"}     | 13 | a second member "model", only one is allowed
			{"model":"x","mod\\u0065l":1} | 13 | a second member "model", only one is allowed
			{}garbage                     | 2  | nothing may follow
			[{"model":"x"}]               | 0  | must be a JSON object
			{"a":"\\q"}                   | 6  | backslash must be followed
			{"a":[1                       | 7  | ends too early
			{"a":-}                       | 6  | needs a digit
			{"a"=1}                       | 4  | a colon
			{"a":1,}                      | 7  | member name in double quotes
			""")
	void whenRejectedThenSaysWhyAndWhere(String document, int offset, String reason) {
		JsonError error = scan(MODEL, document).error();
		assertThat(error).isNotNull();
		assertThat(error.reason()).contains(reason);
		assertThat(error.offset()).isEqualTo(offset);
	}

	@Test
	void whenDocumentHasByteOrderMarkThenSaysSo() {
		JsonError error = scan(MODEL, "\ufeff{}").error();
		assertThat(error).isNotNull();
		assertThat(error.reason()).contains("byte order mark");
	}

	@Test
	void whenBodyIsEmptyThenSaysSo() {
		JsonError error = scan(MODEL, "").error();
		assertThat(error).isEqualTo(new JsonError("the document is empty, it must be a JSON object", 0, false));
	}

	@Test
	void whenCutAtAnyPlaceThenSeesTheSame() {
		for (byte[] document : JsonDocuments.all()) {
			Seen whole = Seen.of(Unpooled.wrappedBuffer(document));
			assertThat(Seen.of(JsonDocuments.direct(document))).isEqualTo(whole);
			for (int at = 0; at <= document.length; at++) {
				assertThat(Seen.of(JsonDocuments.split(document, at))).isEqualTo(whole);
			}
		}
	}

	@Test
	void whenWindowMovesAtAnyPlaceThenSeesTheSame() {
		for (byte[] document : JsonDocuments.all()) {
			if (document.length == 0 || document[0] == (byte) 0xEF) {
				continue;
			}
			byte[] padded = new byte[ScanWindow.SIZE + document.length];
			for (int at = 0; at <= document.length; at++) {
				int padding = ScanWindow.SIZE - at;
				Arrays.fill(padded, 0, padding, (byte) ' ');
				System.arraycopy(document, 0, padded, padding, document.length);
				byte[] shifted = Arrays.copyOf(padded, padding + document.length);
				assertThat(Seen.of(JsonDocuments.direct(shifted))).isEqualTo(Seen.of(Unpooled.wrappedBuffer(shifted)));
			}
		}
	}

	@Test
	void whenReaderIndexIsNotZeroThenOffsetsCountFromIt() {
		ByteBuf body = Unpooled.copiedBuffer("####{\"model\":\"m\"}", StandardCharsets.UTF_8).skipBytes(4);
		JsonOutline outline = MODEL.scan(body);
		assertThat(outline.start(0)).isEqualTo(9);
		assertThat(outline.end(0)).isEqualTo(12);
		assertThat(outline.string(body, 0)).isEqualTo("m");
		assertThat(body.readerIndex()).isEqualTo(4);
		body.release();
	}

	@Test
	void whenMembersAreWatchedThenTellsKindPlaceAndSize() {
		String document = "{\"s\":\"x\\ty\",\"i\":-12,\"d\":1.0,\"t\":true,\"f\":false,\"n\":null,\"o\":{\"a\":{\"b\":1},\"c\":2},"
				+ "\"r\":[[1,2],{\"s\":1},3] ,\"e\":[]}";
		JsonPeek peek = JsonPeek.watching("s", "i", "d", "t", "f", "n", "o", "r", "e", "none");
		ByteBuf body = Unpooled.copiedBuffer(document, StandardCharsets.UTF_8);
		JsonOutline outline = peek.scan(body);
		JsonKind[] kinds = { JsonKind.STRING, JsonKind.INTEGER, JsonKind.DECIMAL, JsonKind.TRUE, JsonKind.FALSE,
				JsonKind.NULL, JsonKind.OBJECT, JsonKind.ARRAY, JsonKind.ARRAY, JsonKind.ABSENT };
		String[] values = { "\"x\\ty\"", "-12", "1.0", "true", "false", "null", "{\"a\":{\"b\":1},\"c\":2}",
				"[[1,2],{\"s\":1},3]", "[]" };
		for (int i = 0; i < kinds.length; i++) {
			assertThat(outline.kind(i)).isEqualTo(kinds[i]);
		}
		for (int i = 0; i < values.length; i++) {
			assertThat(document.substring(outline.start(i), outline.end(i))).isEqualTo(values[i]);
		}
		assertThat(outline.start(9)).isEqualTo(-1);
		assertThat(outline.end(9)).isEqualTo(-1);
		assertThat(new int[] { outline.size(0), outline.size(6), outline.size(7), outline.size(8) }).containsExactly(0,
				2, 3, 0);
		assertThat(outline.string(body, 0)).isEqualTo("x\ty");
		assertThat(outline.string(body, 1)).isNull();
		assertThat(outline.integer(body, 1, 7)).isEqualTo(-12);
		assertThat(outline.integer(body, 2, 7)).isEqualTo(7);
		body.release();
	}

	@ParameterizedTest
	@CsvSource({ "0,0", "-0,0", "9223372036854775807,9223372036854775807", "9223372036854775808,9223372036854775807",
			"-9223372036854775808,-9223372036854775808", "-9223372036854775809,-9223372036854775808",
			"123456789012345678901234567890,9223372036854775807", "1000000000,1000000000" })
	void whenIntegerIsReadThenEndsOfLongStandForWhatIsBeyond(String number, long value) {
		ByteBuf body = Unpooled.copiedBuffer("{\"a\":" + number + "}", StandardCharsets.UTF_8);
		assertThat(PEEK.scan(body).integer(body, 2, -7)).isEqualTo(value);
		body.release();
	}

	@Test
	void whenNestedToTheLimitThenAcceptsAndBeyondRejects() {
		assertThat(scan(MODEL, nested(511)).error()).isNull();
		JsonError error = scan(MODEL, nested(512)).error();
		assertThat(error).isNotNull();
		assertThat(error.reason()).contains("nested deeper than the 512 levels");
		assertThat(error.offset()).isEqualTo(5 + 511);
		assertThat(scan(MODEL, nested(10_000)).error()).isEqualTo(error);
		JsonLimits wide = new JsonLimits(20_000, 10);
		assertThat(scan(MODEL.within(wide), nested(10_000)).error()).isNull();
	}

	@Test
	void whenMillionMembersThenRejectsAndMillionElementsThenAccepts() {
		StringBuilder members = new StringBuilder("{\"a\":0");
		StringBuilder elements = new StringBuilder("{\"a\":[0");
		for (int i = 0; i < 1_000_000; i++) {
			members.append(",\"k").append(i).append("\":0");
			elements.append(",{}");
		}
		JsonError error = scan(MODEL, members.append('}').toString()).error();
		assertThat(error).isNotNull();
		assertThat(error.reason()).contains("more members than the 500000 allowed");
		assertThat(scan(PEEK, elements.append("]}").toString()).size(2)).isEqualTo(1_000_001);
		assertThat(scan(MODEL.within(new JsonLimits(2, 1)), "{\"a\":{\"b\":1}}").error()).isNotNull();
		assertThat(scan(MODEL.within(new JsonLimits(2, 2)), "{\"a\":{\"b\":1}}").error()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"a":"four"}                        | 4 | 0 | 0  | 0
			{"a":["four",{"b":"x"}],"c":"yz"}   | 7 | 0 | 0  | 0
			{"a":"\\n\\"\\u0041"}               | 3 | 0 | 0  | 0
			{"a":"é中😀"}                        | 0 | 3 | 0  | 0
			{"a":"\\u4e2d\\ud83d\\ude00x"}      | 1 | 2 | 0  | 0
			{"a":"\\ud83d\\ud83d\\ude00"}       | 0 | 2 | 0  | 0
			{"a":"\\ud83dx\\ude00"}             | 1 | 2 | 0  | 0
			{"a":"\\ude00\\ud83d"}              | 0 | 2 | 0  | 0
			{"tools":[{"x":"y"}],"a":"b"}       | 1 | 0 | 11 | 0
			{"x":{"tools":["y"]}}               | 1 | 0 | 0  | 0
			{"tools":"y","a":1}                 | 0 | 0 | 3  | 0
			{"a":[1,2,[3]],"b":4,"c":{"d":5}}   | 0 | 0 | 0  | 3
			{"a":"data:image/png;base64,AA"}    | 0 | 0 | 0  | 0
			{"a":"DATA:image\\/png;base64,AA"}  | 0 | 0 | 0  | 0
			{"a":"data:,text"}                  | 10 | 0 | 0  | 0
			{"url":"data:,text"}                | 0 | 0 | 0  | 0
			{"x":[{"image_url":"data:x"}]}      | 0 | 0 | 0  | 0
			{"url":"http://x"}                  | 8 | 0 | 0  | 0
			{"data":"QUJD"}                     | 4 | 0 | 0  | 0
			""")
	void whenCountingTextThenTellsTextFromData(String document, long ascii, long other, long verbatim, long numbers) {
		TextCount text = scan(PEEK, document).text();
		assertThat(new long[] { text.ascii(), text.other(), text.verbatim(), text.numbers() }).containsExactly(ascii,
				other, verbatim, numbers);
		assertThat(scan(MODEL, document).text()).isEqualTo(TextCount.NONE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"a":"Some words here"}               | 0 | 0
			{"a":"f(x) = [1];"}                   | 7 | 0
			{"a":"\\n\\u0041@`{}Zz"}              | 6 | 0
			{"a":"é中 가の😀，\\u4e2d\\ud83d\\ude00"} | 0 | 5
			""")
	void whenCountingTextThenTellsScriptsApart(String document, long symbols, long wide) {
		TextCount text = scan(PEEK, document).text();
		assertThat(text.symbols()).isEqualTo(symbols);
		assertThat(text.wide()).isEqualTo(wide);
	}

	@Test
	void whenStringIsLongThenSymbolsAreAsInItsBeginning() {
		TextCount text = scan(PEEK, "{\"a\":\"" + "abc;".repeat(50_000) + "\"}").text();
		assertThat(text.ascii()).isEqualTo(200_000);
		assertThat(text.symbols()).isEqualTo(50_000);
	}

	@Test
	void whenMarkOfBase64ComesLateThenIsText() {
		String head = "data:" + "x".repeat(87);
		assertThat(scan(PEEK, "{\"a\":\"" + head + ";base64,A\"}").text().ascii()).isZero();
		assertThat(scan(PEEK, "{\"a\":\"" + head + "x;base64,A\"}").text().ascii()).isEqualTo(head.length() + 10);
	}

	@ParameterizedTest
	@CsvSource({ "data,A,257,0", "data,A,256,256", "b64_json,/,300,0", "file_data,_,300,0", "image_data,=,300,0",
			"other,A,300,300", "data,!,300,300", "data,\\/,300,0", "data,\\n,300,0", "data,\\t,300,300",
			"dat\\u0061,A,300,0" })
	void whenValueIsLongBase64ThenIsNoText(String name, String character, int count, long ascii) {
		String value = character.repeat(count);
		assertThat(scan(PEEK, "{\"x\":[{\"" + name + "\":\"" + value + "\"}]}").text().ascii()).isEqualTo(ascii);
		assertThat(scan(PEEK, "{\"x\":[{\"" + name + "\":\"" + value + "!\"}]}").text().ascii()).isEqualTo(count + 1);
	}

	@Test
	void whenBase64IsLongerThanWindowThenIsStillNoText() {
		String data = "QUJD".repeat(20_000);
		byte[] document = JsonDocuments
			.utf8("{\"x\":{\"data\":\"" + data + "\",\"t\":\"data:x;base64," + data + "\"}}");
		assertThat(Seen.of(JsonDocuments.direct(document)).text()).isEqualTo(TextCount.NONE);
		byte[] text = JsonDocuments.utf8("{\"x\":{\"data\":\"" + data + "!\",\"t\":\"" + data + "\"}}");
		assertThat(Seen.of(JsonDocuments.direct(text)).text().ascii()).isEqualTo(2 * data.length() + 1);
	}

	@Test
	void whenStringHasMegabytesThenAccepts() {
		byte[] document = new byte[5_000_000];
		Arrays.fill(document, (byte) 'A');
		byte[] head = JsonDocuments.utf8("{\"model\":\"m\",\"url\":\"data:image/png;base64,");
		System.arraycopy(head, 0, document, 0, head.length);
		document[document.length - 2] = '"';
		document[document.length - 1] = '}';
		Seen seen = Seen.of(JsonDocuments.direct(document));
		assertThat(seen.error()).isNull();
		assertThat(seen.text()).isEqualTo(new TextCount(1, 0, 0, 0, 0, 0));
	}

	@Test
	void whenWatchedNameIsTooLongOrTwiceThenRefuses() {
		assertThatIllegalArgumentException().isThrownBy(() -> JsonPeek.watching("x".repeat(65)));
		assertThatIllegalArgumentException().isThrownBy(() -> JsonPeek.watching("x", "x"));
		String longest = "\u00e9".repeat(32);
		String escaped = "\\u00e9".repeat(32);
		assertThat(scan(JsonPeek.watching(longest), "{\"" + escaped + "\":1}").kind(0)).isEqualTo(JsonKind.INTEGER);
	}

	private static String nested(int arrays) {
		return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
	}

	private static JsonOutline scan(JsonPeek peek, String document) {
		return scan(peek, JsonDocuments.utf8(document));
	}

	private static JsonOutline scan(JsonPeek peek, byte[] document) {
		return peek.scan(Unpooled.wrappedBuffer(document));
	}

	/**
	 * All that an outline says, to be compared.
	 */
	private record Seen(JsonError error, TextCount text, List<Object> members) {

		static Seen of(ByteBuf document) {
			int index = document.readerIndex();
			JsonOutline outline = PEEK.scan(document);
			assertThat(document.readerIndex()).isEqualTo(index);
			List<Object> members = new java.util.ArrayList<>();
			for (int i = 0; i < 3; i++) {
				members.addAll(List.of(outline.kind(i), outline.start(i), outline.end(i), outline.size(i)));
				members.add(outline.string(document, i));
				members.add(outline.integer(document, i, -7));
			}
			document.release();
			return new Seen(outline.error(), outline.text(), members);
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-0", "7", "-7", "0.7", "-0.25", "1.0", "123456789012345", "1234567890123456",
			"0.30000000000000004", "2e0", "1E-7", "12345678901234.5", "0.1234567890123", "9007199254740993", "1e308" })
	void whenValueIsANumberThenItIsReadAsADouble(String number) {
		String document = "{\"model\": " + number + " }";
		ByteBuf buffer = Unpooled.wrappedBuffer(("#" + document).getBytes(StandardCharsets.UTF_8)).skipBytes(1);
		assertThat(MODEL.scan(buffer).number(buffer, 0, 9)).isEqualTo(Double.parseDouble(number));
	}

	@Test
	void whenValueIsNoNumberThenTheOtherIsGiven() {
		ByteBuf buffer = Unpooled.wrappedBuffer("{\"model\":\"7\"}".getBytes(StandardCharsets.UTF_8));
		assertThat(MODEL.scan(buffer).number(buffer, 0, 9)).isEqualTo(9);
		ByteBuf endless = Unpooled
			.wrappedBuffer(("{\"model\":0." + "1".repeat(100) + "}").getBytes(StandardCharsets.UTF_8));
		assertThat(MODEL.scan(endless).number(endless, 0, 9)).isNaN();
	}

}
