package org.llmgateway.codec;

/**
 * Turns the escapes of a JSON string into what they stand for, and back.
 */
final class JsonEscapes {

	private static final char[] HEX = "0123456789abcdef".toCharArray();

	private JsonEscapes() {
	}

	/**
	 * Decodes the inside of a string that has been validated.
	 */
	static String decode(String raw) {
		StringBuilder text = new StringBuilder(raw.length());
		for (int i = 0; i < raw.length(); i++) {
			char c = raw.charAt(i);
			if (c != '\\') {
				text.append(c);
				continue;
			}
			c = raw.charAt(++i);
			if (c == 'u') {
				text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
				i += 4;
			}
			else {
				text.append(shortEscape(c));
			}
		}
		return text.toString();
	}

	private static char shortEscape(char c) {
		return switch (c) {
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			default -> c;
		};
	}

	/**
	 * Encodes a text as a string with its quotes; what UTF-8 cannot hold, a lone
	 * surrogate, becomes an escape.
	 */
	static String encode(String text) {
		StringBuilder json = new StringBuilder(text.length() + 2).append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"' || c == '\\') {
				json.append('\\').append(c);
			}
			else if (c < ' ') {
				appendHex(json, c);
			}
			else if (!Character.isSurrogate(c)) {
				json.append(c);
			}
			else if (Character.isHighSurrogate(c) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1))) {
				json.append(c).append(text.charAt(++i));
			}
			else {
				appendHex(json, c);
			}
		}
		return json.append('"').toString();
	}

	private static void appendHex(StringBuilder json, char c) {
		json.append("\\u")
			.append(HEX[c >> 12])
			.append(HEX[c >> 8 & 0xF])
			.append(HEX[c >> 4 & 0xF])
			.append(HEX[c & 0xF]);
	}

}
