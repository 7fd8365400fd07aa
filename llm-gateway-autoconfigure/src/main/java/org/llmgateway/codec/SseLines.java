package org.llmgateway.codec;

/**
 * Puts the lines of a stream together to events.
 */
final class SseLines {

	static final byte[] BOM = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

	private static final byte[] DATA = { 'd', 'a', 't', 'a' };

	private static final byte[] EVENT = { 'e', 'v', 'e', 'n', 't' };

	private final int maxEventBytes;

	private final SseEvent event = new SseEvent();

	/**
	 * The beginning of a line whose end has not come yet.
	 */
	private final SseBuffer line = new SseBuffer();

	private final SseBuffer name = new SseBuffer();

	private final SseBuffer data = new SseBuffer();

	/**
	 * Bytes of the unfinished line, those not kept included.
	 */
	private long lineLength;

	private boolean comment;

	/**
	 * Bytes of the event's finished lines without comments.
	 */
	private long eventLength;

	private boolean hasData;

	private boolean oversize;

	private long oversized;

	SseLines(int maxEventBytes) {
		this.maxEventBytes = maxEventBytes;
	}

	long oversized() {
		return this.oversized;
	}

	/**
	 * Takes bytes of a line that does not end with them.
	 */
	void begin(byte[] array, int from, int to) {
		if (from == to) {
			return;
		}
		this.comment = (this.lineLength != 0) ? this.comment : array[from] == ':';
		this.lineLength += to - from;
		if (this.comment || exceeds(this.lineLength)) {
			return;
		}
		this.line.append(array, from, to - from);
	}

	/**
	 * Takes a line, or the rest of one.
	 * @return whether the line was blank
	 */
	boolean line(byte[] array, int from, int to, SseListener listener) {
		if (this.lineLength != 0) {
			begin(array, from, to);
			finish();
			return false;
		}
		if (from == to) {
			dispatch(listener);
			return true;
		}
		if (array[from] != ':' && !exceeds(to - from)) {
			this.eventLength += to - from;
			field(array, from, to);
		}
		return false;
	}

	/**
	 * Copies what still lies in the array of a chunk that is about to go.
	 */
	void keep() {
		if (this.hasData && this.event.data.array != this.data.array) {
			copy(this.event.data, this.data);
		}
		if (this.event.name.length != 0 && this.event.name.array != this.name.array) {
			copy(this.event.name, this.name);
		}
	}

	void end(SseListener listener) {
		if (this.lineLength != 0) {
			finish();
		}
		dispatch(listener);
	}

	private void finish() {
		if (!this.comment && !this.oversize) {
			this.eventLength += this.lineLength;
			field(this.line.array, 0, this.line.length);
			keep();
		}
		this.line.clear();
		this.lineLength = 0;
		this.comment = false;
	}

	private boolean exceeds(long more) {
		if (!this.oversize && this.eventLength + more > this.maxEventBytes) {
			this.oversize = true;
			this.hasData = false;
			this.event.clear();
			this.line.clear();
			this.name.clear();
			this.data.clear();
		}
		return this.oversize;
	}

	private void field(byte[] array, int from, int to) {
		if (isField(array, from, to, DATA)) {
			int start = valueStart(array, from + DATA.length, to);
			if (this.hasData) {
				appendData(array, start, to);
			}
			else {
				this.hasData = true;
				this.event.data.set(array, start, to - start);
			}
		}
		else if (isField(array, from, to, EVENT)) {
			int start = valueStart(array, from + EVENT.length, to);
			this.event.name.set(array, start, to - start);
		}
	}

	private void appendData(byte[] array, int start, int to) {
		if (this.event.data.array != this.data.array) {
			copy(this.event.data, this.data);
		}
		this.data.append((byte) '\n');
		this.data.append(array, start, to - start);
		this.event.data.set(this.data.array, 0, this.data.length);
	}

	private void dispatch(SseListener listener) {
		if (this.oversize) {
			this.oversized++;
			listener.onOversizedEvent();
		}
		else if (this.hasData) {
			listener.onEvent(this.event);
		}
		this.event.clear();
		this.name.clear();
		this.data.clear();
		this.hasData = false;
		this.oversize = false;
		this.eventLength = 0;
	}

	private static void copy(SseRange from, SseBuffer to) {
		to.length = 0;
		to.append(from.array, from.start, from.length);
		from.set(to.array, 0, to.length);
	}

	private static boolean isField(byte[] array, int from, int to, byte[] field) {
		int end = from + field.length;
		if (to < end || (to > end && array[end] != ':')) {
			return false;
		}
		for (int i = 0; i < field.length; i++) {
			if (array[from + i] != field[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Skips the colon, if there is one, and one space after it.
	 */
	private static int valueStart(byte[] array, int colon, int to) {
		int start = Math.min(colon + 1, to);
		return (start < to && array[start] == ' ') ? start + 1 : start;
	}

}
