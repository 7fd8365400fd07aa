package org.llmgateway.upstream;

import java.util.List;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Tells the headers that go no further than the next hop because {@code Connection} names
 * them (RFC 9110, section 7.6.1).
 */
final class HopByHop {

	private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

	private HopByHop() {
	}

	/**
	 * Whether {@code Connection} names a header.
	 * @param connection the values of {@code Connection}, if there are any
	 * @param name the header's name
	 * @return {@code true} if it does
	 */
	static boolean isNamed(@Nullable List<String> connection, CharSequence name) {
		if (connection == null) {
			return false;
		}
		for (int i = 0; i < connection.size(); i++) {
			String value = connection.get(i);
			if (!KEEP_ALIVE.contentEqualsIgnoreCase(value) && hasToken(value, name)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasToken(String value, CharSequence name) {
		int start = 0;
		while (start < value.length()) {
			int comma = value.indexOf(',', start);
			int end = (comma < 0) ? value.length() : comma;
			int next = end + 1;
			while (start < end && isSpace(value.charAt(start))) {
				start++;
			}
			while (end > start && isSpace(value.charAt(end - 1))) {
				end--;
			}
			if (end - start == name.length() && AsciiString.regionMatches(value, true, start, name, 0, name.length())) {
				return true;
			}
			start = next;
		}
		return false;
	}

	private static boolean isSpace(char c) {
		return c == ' ' || c == '\t';
	}

}
