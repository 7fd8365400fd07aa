package org.llmgateway.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Request headers as given on the command line.
 */
final class Headers {

	private Headers() {
	}

	/**
	 * Reads them.
	 * @param lines each {@code name:value}
	 * @return the headers, names in lower case
	 * @throws IllegalArgumentException if a line has no colon or no name
	 */
	static Map<String, String> parse(List<String> lines) {
		Map<String, String> headers = new TreeMap<>();
		for (String line : lines) {
			int colon = line.indexOf(':');
			if (colon <= 0) {
				throw new IllegalArgumentException("a header is name:value, not " + line);
			}
			headers.put(line.substring(0, colon).trim().toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
		}
		return headers;
	}

}
