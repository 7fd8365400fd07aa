package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Valid and invalid JSON documents, and buffers of every kind that hold them.
 */
final class JsonDocuments {

	private static final String LONG = "x".repeat(70);

	static final List<String> VALID = List.of("{}", " \t\r\n{ } \n", "{\"a\":1}", "{\"a\":-0}", "{\"a\":0.5}",
			"{\"a\":-12.50e+10}", "{\"a\":1E5}", "{\"a\":1e-5}", "{\"a\":0e0}", "{\"a\":1e308}",
			"{\"a\":1.7976931348623157e308}", "{\"a\":4.9e-324}", "{\"a\":0.0001e310}",
			"{\"a\":123456789012345678901234}", "{\"a\":true,\"b\":false,\"c\":null}", "{\"a\":[]}", "{\"a\":[ ]}",
			"{\"a\":[1,2 , 3]}", "{\"a\":{}}", "{\"a\":[[],{},[{}]]}", "{\"\":\"\"}",
			"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"}", "{\"a\":\"\\uD83D\\uDE00\"}", "{\"a\":\"\\uD800\"}",
			"{\"a\":\"\\uDC00\\uD800\"}", "{\"a\":\"\\uD800x\"}", "{\"a\":\"\u00e9\u4e2d\ud83d\ude00\"}",
			"{\"a\":\"\u007f\u0080\u07ff\u0800\uffff\"}", "{\"a\":\"\ud800\udc00\udbff\udfff\"}", "{\"a\":\"\u2028\"}",
			"{\"a\":1,\"a\":2}", "{\"model\":\"gpt-4o\",\"stream\":true}", "{\"mod\\u0065l\":\"gpt-4o\"}",
			"{\"Model\":1,\"model\":2}", "{\"x\":{\"model\":1},\"model\":2}", "{\"" + LONG + "\":1}",
			"{\"a\\u0000b\":1}", "{\"a\":\"" + LONG + "\\n" + LONG + "\"}", "{\"a\":\"\ufeff\"}",
			"{\"a\":[true,[false,[null,[\"x\"]]]]}");

	static final List<String> INVALID = List.of("", " ", "\n\n", "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1",
			"{\"a\":1,", "{\"a\":[", "{\"a\":[1", "{\"a\":[1,", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":\"\\u00",
			"{\"a\":t", "}", "[]", "[{}]", "\"a\"", "1", "null", "true", "{}{}", "{} x", "{}]", "{}\u0000", "{,}",
			"{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\":}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\":[1,]}",
			"{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":[1}", "{\"a\":{]}", "{\"a\":1]", "{\"a\":01}", "{\"a\":-}",
			"{\"a\":-a}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1.e5}", "{\"a\":1e}", "{\"a\":1e+}",
			"{\"a\":0x10}", "{\"a\":1_000}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-Infinity}", "{\"a\":tru}",
			"{\"a\":True}", "{\"a\":nul}", "{\"a\":nulll}", "{\"a\":falsey}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}",
			"{\"a\":\"\\u+123\"}", "{\"a\":\"\n\"}", "{\"a\":\"\u0000\"}", "{\"a\":\"\u001f\"}", "{\"a\n\":1}",
			"{\"a\":1e999999}", "{\"a\":-1e999999}", "{\"a\":1e-999999}", "{\"a\":1.8e308}", "{\"a\":1e309}",
			"{\"a\":1e99999999999999999999}", "{\"a\":1" + "0".repeat(310) + "}", "{\"model\":1,\"model\":2}",
			"{\"model\":1,\"mod\\u0065l\":2}", "{\"\\u006dodel\":1,\"x\":3,\"model\":2}", "\ufeff{}", "{\ufeff}",
			"{\"a\":/**/1}", "// c\n{}", "{\"a\":1}\u00a0", "{\"a\":\u20281}", "{\u000b}", "{\"a\":undefined}");

	/**
	 * Not UTF-8, by the value of a string; in hexadecimal digits.
	 */
	static final List<String> BAD_BYTES = List.of("80", "bf", "c0af", "c1bf", "c3", "c328", "e08080", "e09fbf", "e4b8",
			"e4b828", "eda080", "edbfbf", "f0808080", "f08fbfbf", "f09f98", "f09f9828", "f4908080", "f5808080", "fe",
			"ff", "61ff61", "e4b8ade4b8");

	private JsonDocuments() {
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[] withBytes(String hex) {
		byte[] document = utf8("{\"a\":\"" + "?".repeat(hex.length() / 2) + "\"}");
		for (int i = 0; i < hex.length(); i += 2) {
			document[6 + i / 2] = (byte) Integer.parseInt(hex, i, i + 2, 16);
		}
		return document;
	}

	/**
	 * All documents, valid or not.
	 */
	static List<byte[]> all() {
		List<byte[]> all = new ArrayList<>();
		VALID.forEach((document) -> all.add(utf8(document)));
		INVALID.forEach((document) -> all.add(utf8(document)));
		BAD_BYTES.forEach((bytes) -> all.add(withBytes(bytes)));
		return all;
	}

	static ByteBuf direct(byte[] bytes) {
		return Unpooled.directBuffer(bytes.length + 1).writeBytes(bytes);
	}

	/**
	 * A buffer of two components, heap and direct, neither of which begins at its index
	 * 0.
	 */
	static CompositeByteBuf split(byte[] bytes, int at) {
		ByteBuf first = Unpooled.buffer(at + 3).writeByte('#').writeBytes(bytes, 0, at).skipBytes(1);
		ByteBuf second = Unpooled.directBuffer().writeByte('#').writeBytes(bytes, at, bytes.length - at).skipBytes(1);
		return Unpooled.compositeBuffer().addComponents(true, first, second);
	}

}
