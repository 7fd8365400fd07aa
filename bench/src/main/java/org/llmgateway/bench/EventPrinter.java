package org.llmgateway.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Prints an answer as it comes: each event, or each read of a body that is not an event
 * stream, behind the milliseconds since the one before.
 */
final class EventPrinter {

	private static final double NANOS_PER_MILLI = 1e6;

	private final PrintWriter out;

	private final LongSupplier nanoClock;

	private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

	private long last;

	private boolean events;

	/** How many line ends stand at the end of what is pending: two end an event. */
	private int lineEnds;

	EventPrinter(PrintWriter out) {
		this(out, System::nanoTime);
	}

	EventPrinter(PrintWriter out, LongSupplier nanoClock) {
		this.out = out;
		this.nanoClock = nanoClock;
		this.last = nanoClock.getAsLong();
	}

	/**
	 * Prints the head of the answer.
	 * @param statusLine version, code and reason
	 * @param headers the headers
	 * @param added names, in lower case, that the client library added and that never
	 * were on the wire
	 */
	void head(String statusLine, Iterable<Map.Entry<String, String>> headers, Set<String> added) {
		this.out.println(since() + statusLine);
		for (Map.Entry<String, String> header : headers) {
			if (added.contains(header.getKey().toLowerCase(Locale.ROOT))) {
				continue;
			}
			this.out.println(header.getKey() + ": " + header.getValue());
			this.events |= header.getKey().equalsIgnoreCase("content-type")
					&& header.getValue().startsWith("text/event-stream");
		}
		this.out.println();
		this.out.flush();
	}

	void bytes(byte[] bytes) {
		for (byte next : bytes) {
			this.pending.write(next);
			if (this.events && next == '\n' && ++this.lineEnds == 2) {
				flush();
			}
			else if (next != '\n' && next != '\r') {
				this.lineEnds = 0;
			}
		}
		if (!this.events) {
			flush();
		}
	}

	private void flush() {
		this.lineEnds = 0;
		String text = this.pending.toString(StandardCharsets.UTF_8).strip();
		this.pending.reset();
		if (!text.isEmpty()) {
			this.out.println(since() + text);
			this.out.flush();
		}
	}

	private String since() {
		long now = this.nanoClock.getAsLong();
		double millis = (now - this.last) / NANOS_PER_MILLI;
		this.last = now;
		return String.format(Locale.ROOT, "%+9.1f ms  ", millis);
	}

	/**
	 * Prints what is left of an event that was cut.
	 */
	void end() {
		flush();
	}

}
