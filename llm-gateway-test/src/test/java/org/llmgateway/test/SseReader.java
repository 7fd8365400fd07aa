package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The event stream format in its plainest form (WHATWG HTML, section 9.2.6), to compare
 * with.
 */
final class SseReader {

	private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

	private SseReader() {
	}

	static List<String> data(String stream) {
		String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
		List<String> events = new ArrayList<>();
		StringBuilder data = new StringBuilder();
		String[] lines = LINE_END.split(text, -1);
		// What follows the last line end is no line
		for (int i = 0; i < lines.length - 1; i++) {
			String line = lines[i];
			if (line.isEmpty() && data.length() > 0) {
				events.add(data.substring(0, data.length() - 1));
				data.setLength(0);
			}
			else if (line.startsWith("data:")) {
				data.append(line.startsWith("data: ") ? line.substring(6) : line.substring(5)).append('\n');
			}
		}
		return events;
	}

}
