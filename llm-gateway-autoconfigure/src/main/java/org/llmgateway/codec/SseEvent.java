package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;

/**
 * One server-sent event as ranges of byte arrays that belong to the parser; valid during
 * {@link SseListener#onEvent} only.
 */
public final class SseEvent {

	private static final byte[] NOTHING = new byte[0];

	final SseRange name = new SseRange();

	final SseRange data = new SseRange();

	/**
	 * The array that holds the data; only the range of the data may be read, nothing may
	 * be written.
	 * @return the array, that of the parser
	 */
	public byte[] dataArray() {
		return this.data.array;
	}

	/**
	 * Where the data begins in its array.
	 * @return index of the first byte
	 */
	public int dataStart() {
		return this.data.start;
	}

	/**
	 * How long the data is: the lines joined by LF, without a last LF.
	 * @return length in bytes
	 */
	public int dataLength() {
		return this.data.length;
	}

	/**
	 * The data as a string, for where a string is wanted; allocates.
	 * @return the data
	 */
	public String dataText() {
		return text(this.data);
	}

	/**
	 * The event's name; allocates.
	 * @return the name, empty if the event has none
	 */
	public String name() {
		return text(this.name);
	}

	/**
	 * Whether the event has this name.
	 * @param ascii the name in ASCII; empty asks for an event without a name
	 * @return {@code true} if so
	 */
	public boolean isNamed(String ascii) {
		return this.name.equalsAscii(ascii);
	}

	void clear() {
		this.name.set(NOTHING, 0, 0);
		this.data.set(NOTHING, 0, 0);
	}

	private static String text(SseRange range) {
		return new String(range.array, range.start, range.length, StandardCharsets.UTF_8);
	}

}
