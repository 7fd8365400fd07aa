package org.llmgateway.test;

import java.nio.charset.StandardCharsets;

/**
 * The text of the mock's answers: seeded words with emoji, Chinese, quotes and line ends
 * among them, the same at each run.
 */
final class MockText {

	private static final String[] PLAIN = { "the ", "quick ", "brown ", "fox ", "jumps ", "over ", "a ", "lazy ",
			"dog. ", "\"quoted\" ", "line\n", "C:\\path\\ ", "token ", "stream ", "gateway ", "{json} ", "<html> ",
			"data: ", "tab\t", "end. " };

	private static final String[] UNICODE = { "你好", "，世界。", "🚀 ", "naïve ", "café ", "👩‍👩‍👧 ", "данные ", "データ " };

	private MockText() {
	}

	/**
	 * The word at a place in the text.
	 * @param seed seed of the text
	 * @param index place, from 0
	 * @return one content event's text, never empty
	 */
	static String word(long seed, int index) {
		long mixed = (seed + index) * 0x9E3779B97F4A7C15L;
		mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
		// Every fourth word is not ASCII, so that short texts have one too
		String[] words = ((index & 3) == 2) ? UNICODE : PLAIN;
		return words[(int) Long.remainderUnsigned(mixed ^ (mixed >>> 31), words.length)];
	}

	static String words(long seed, int count) {
		StringBuilder text = new StringBuilder(count * 8);
		for (int i = 0; i < count; i++) {
			text.append(word(seed, i));
		}
		return text.toString();
	}

	/**
	 * Text with an exact size.
	 * @param seed seed of the text
	 * @param size bytes in UTF-8
	 * @return words, filled up with dots
	 */
	static String ofSize(long seed, int size) {
		StringBuilder text = new StringBuilder(size);
		int bytes = 0;
		for (int i = 0; bytes < size; i++) {
			String word = word(seed, i);
			int length = word.getBytes(StandardCharsets.UTF_8).length;
			if (bytes + length > size) {
				text.append(".".repeat(size - bytes));
				break;
			}
			text.append(word);
			bytes += length;
		}
		return text.toString();
	}

	/**
	 * A JSON string.
	 * @param text the text
	 * @return the text in quotes, with escapes where JSON demands them
	 */
	static String quote(String text) {
		StringBuilder json = new StringBuilder(text.length() + 16).append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
				case '"' -> json.append("\\\"");
				case '\\' -> json.append("\\\\");
				case '\n' -> json.append("\\n");
				case '\r' -> json.append("\\r");
				case '\t' -> json.append("\\t");
				default -> {
					if (c < 0x20) {
						json.append("\\u00").append((c < 0x10) ? "0" : "").append(Integer.toHexString(c));
					}
					else {
						json.append(c);
					}
				}
			}
		}
		return json.append('"').toString();
	}

}
