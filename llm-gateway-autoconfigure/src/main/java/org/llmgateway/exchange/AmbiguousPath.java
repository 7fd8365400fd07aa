package org.llmgateway.exchange;

/**
 * Tells paths that a provider might read as another one, which under its key would be an
 * admin call.
 */
final class AmbiguousPath {

	private AmbiguousPath() {
	}

	/**
	 * Whether a server might read a path in two ways.
	 * @param path a raw path
	 * @return {@code true} if it holds dot segments, empty segments, backslashes, path
	 * parameters or encoded dots, slashes, backslashes, percent signs or zeros
	 */
	static boolean is(String path) {
		for (int i = 0; i < path.length(); i++) {
			char c = path.charAt(i);
			if (c == '\\' || c == ';' || (c == '/' && isOddSegment(path, i + 1))
					|| (c == '%' && isOddEscape(path, i + 1))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isOddSegment(String path, int start) {
		return path.startsWith("/", start) || path.startsWith(".", start);
	}

	private static boolean isOddEscape(String path, int start) {
		return path.regionMatches(true, start, "2e", 0, 2) || path.regionMatches(true, start, "2f", 0, 2)
				|| path.regionMatches(true, start, "5c", 0, 2) || path.regionMatches(true, start, "25", 0, 2)
				|| path.regionMatches(true, start, "00", 0, 2);
	}

}
