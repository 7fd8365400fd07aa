package org.llmgateway.test;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream before it is written out.
 *
 * @param name value of the {@code event:} line, or {@code null} for none
 * @param data value of the {@code data:} line, one line
 * @param content whether it is what tokens, batch and the faults count
 */
record SseEvent(@Nullable String name, String data, boolean content) {

	static SseEvent data(String data) {
		return new SseEvent(null, data, false);
	}

	/**
	 * An event of a dialect that repeats the name of the event in its JSON.
	 * @param name name of the event
	 * @param members JSON members after the type, starting with a comma, or empty
	 * @return the event
	 */
	static SseEvent typed(String name, String members) {
		return new SseEvent(name, "{\"type\":\"" + name + "\"" + members + "}", false);
	}

	/**
	 * The same event as one that is counted.
	 * @return a content event
	 */
	SseEvent asContent() {
		return new SseEvent(this.name, this.data, true);
	}

	/**
	 * Writes the event out.
	 * @param out where to
	 * @param behavior says how lines end and whether there are comments
	 */
	void appendTo(StringBuilder out, MockBehavior behavior) {
		String end = behavior.crlf() ? "\r\n" : "\n";
		String colon = behavior.comments() ? ":" : ": ";
		if (behavior.comments()) {
			out.append(": keep-alive").append(end).append(end);
		}
		if (this.name != null) {
			out.append("event").append(colon).append(this.name).append(end);
		}
		out.append("data").append(colon).append(this.data).append(end).append(end);
	}

}
