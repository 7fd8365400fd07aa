package org.llmgateway.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * Counts the lines of an event stream that start with {@code data:}, however the stream
 * is cut into buffers.
 */
final class EventCounter {

	private static final byte[] FIELD = { 'd', 'a', 't', 'a', ':' };

	private static final int SKIP = -1;

	/** How much of the field name this line has matched, or SKIP. */
	private int matched;

	private int total;

	void reset() {
		this.matched = 0;
		this.total = 0;
	}

	int total() {
		return this.total;
	}

	/**
	 * Looks at the next part of the stream; neither moves the indexes nor keeps the
	 * buffer.
	 * @param buffer the buffer
	 * @param index where the part starts
	 * @param length its length
	 * @return the number of events that this part brought
	 */
	int count(ByteBuf buffer, int index, int length) {
		int found = 0;
		int end = index + length;
		int at = index;
		while (at < end) {
			if (this.matched == SKIP) {
				int lineFeed = buffer.indexOf(at, end, (byte) '\n');
				if (lineFeed < 0) {
					break;
				}
				at = lineFeed + 1;
				this.matched = 0;
				continue;
			}
			byte next = buffer.getByte(at++);
			if (next != FIELD[this.matched]) {
				this.matched = (next == '\n') ? 0 : SKIP;
			}
			else if (++this.matched == FIELD.length) {
				found++;
				this.matched = SKIP;
			}
		}
		this.total += found;
		return found;
	}

}
