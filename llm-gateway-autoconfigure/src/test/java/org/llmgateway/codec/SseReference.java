package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The rules of the WHATWG written down plainly over a whole stream, to compare with.
 */
final class SseReference {

	/**
	 * One event as text.
	 */
	record Event(String name, String data) {
	}

	final List<Event> events = new ArrayList<>();

	/**
	 * The offsets after which the stream stands at an event boundary.
	 */
	final BitSet boundaries = new BitSet();

	private final StringBuilder data = new StringBuilder();

	private String name = "";

	SseReference(byte[] stream) {
		this.boundaries.set(0);
		String text = new String(stream, StandardCharsets.ISO_8859_1);
		int from = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
		for (int i = from; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c != '\n' && c != '\r') {
				continue;
			}
			line(text.substring(from, i));
			if (from == i) {
				this.boundaries.set(i + 1);
			}
			if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
				i++;
				if (from == i - 1) {
					this.boundaries.set(i + 1);
				}
			}
			from = i + 1;
		}
		if (from < text.length()) {
			line(text.substring(from));
		}
		line("");
	}

	private void line(String line) {
		if (line.isEmpty()) {
			if (this.data.length() > 0) {
				this.events.add(new Event(utf8(this.name), utf8(this.data.substring(0, this.data.length() - 1))));
			}
			this.data.setLength(0);
			this.name = "";
			return;
		}
		int colon = line.indexOf(':');
		String field = (colon < 0) ? line : line.substring(0, colon);
		String value = (colon < 0) ? "" : line.substring(colon + 1);
		value = value.startsWith(" ") ? value.substring(1) : value;
		if (field.equals("data")) {
			this.data.append(value).append('\n');
		}
		else if (field.equals("event")) {
			this.name = value;
		}
	}

	private static String utf8(String latin) {
		return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

}
