package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes events and comments of a server-sent event stream (WHATWG HTML standard, section
 * 9.2.5) into a buffer.
 *
 * <p>
 * Every line end in what is written, CRLF, lone CR or LF, becomes the end of a
 * {@code data} line or comment of its own: nothing that is written can end the event or
 * begin another field. The reader of the stream gets LF in their place.
 */
public final class SseEncoder {

	private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] COMMENT = ": ".getBytes(StandardCharsets.US_ASCII);

	private SseEncoder() {
	}

	/**
	 * Writes an event.
	 * @param out is written to; its owner does not change
	 * @param name the event's name, or {@code null} for none
	 * @param data the data
	 * @throws IllegalArgumentException if the name holds CR or LF
	 */
	public static void event(ByteBuf out, @Nullable String name, String data) {
		name(out, name);
		lines(out, DATA, data.getBytes(StandardCharsets.UTF_8));
		out.writeByte('\n');
	}

	/**
	 * Writes an event.
	 * @param out is written to; its owner does not change
	 * @param name the event's name, or {@code null} for none
	 * @param data the data in UTF-8 between its indices; neither moved, retained nor
	 * released
	 * @throws IllegalArgumentException if the name holds CR or LF
	 */
	public static void event(ByteBuf out, @Nullable String name, ByteBuf data) {
		name(out, name);
		int end = data.writerIndex();
		int from = data.readerIndex();
		for (;;) {
			int stop = lineEnd(data, from, end);
			out.writeBytes(DATA).writeBytes(data, from, stop - from).writeByte('\n');
			if (stop == end) {
				break;
			}
			boolean crlf = data.getByte(stop) == '\r' && stop + 1 < end && data.getByte(stop + 1) == '\n';
			from = crlf ? stop + 2 : stop + 1;
		}
		out.writeByte('\n');
	}

	/**
	 * Writes a comment, which readers skip, and a blank line after it, so that the stream
	 * is at an event boundary again.
	 * @param out is written to; its owner does not change
	 * @param text the comment
	 */
	public static void comment(ByteBuf out, String text) {
		lines(out, COMMENT, text.getBytes(StandardCharsets.UTF_8));
		out.writeByte('\n');
	}

	private static void name(ByteBuf out, @Nullable String name) {
		if (name == null) {
			return;
		}
		if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
			throw new IllegalArgumentException("an event's name must be one line");
		}
		out.writeBytes(EVENT).writeCharSequence(name, StandardCharsets.UTF_8);
		out.writeByte('\n');
	}

	private static void lines(ByteBuf out, byte[] field, byte[] text) {
		int from = 0;
		for (;;) {
			int stop = ByteSearch.lineEnd(text, from, text.length);
			out.writeBytes(field).writeBytes(text, from, stop - from).writeByte('\n');
			if (stop == text.length) {
				return;
			}
			boolean crlf = text[stop] == '\r' && stop + 1 < text.length && text[stop + 1] == '\n';
			from = crlf ? stop + 2 : stop + 1;
		}
	}

	private static int lineEnd(ByteBuf data, int from, int end) {
		int stop = data.forEachByte(from, end - from, (b) -> b != '\n' && b != '\r');
		return (stop < 0) ? end : stop;
	}

}
