package org.llmgateway.codec;

import io.netty.buffer.ByteBuf;

/**
 * Finds the events of a stream while its bytes pass by: fed with chunks cut anywhere, it
 * tells each complete event, and where in a chunk the last one ended.
 *
 * <p>
 * The rules are those of the WHATWG's HTML standard, section 9.2.6: lines end in CR, LF
 * or CRLF, one BOM at the beginning is skipped, comments and unknown fields are skipped,
 * an event without a data line is none. {@code id} and {@code retry} are skipped too. An
 * event whose lines (comments apart) have more bytes than the bound is told as
 * {@linkplain SseListener#onOversizedEvent() oversized} and otherwise ignored.
 *
 * <p>
 * An instance belongs to one stream and to one thread at a time. It never moves the
 * indices of a chunk and never retains one. An event inside one chunk is not copied out
 * of the chunk's array; of one that is not, the bytes so far are kept, up to the bound.
 */
public final class SseParser {

	/**
	 * The default bound of an event: 1 MiB.
	 */
	public static final int DEFAULT_MAX_EVENT_BYTES = 1024 * 1024;

	private final SseLines lines;

	private boolean atBoundary = true;

	private int lastBoundary = -1;

	private int eventStart;

	private int eventEnd;

	/**
	 * Whether the last byte was a CR, so that an LF belongs to it.
	 */
	private boolean afterCr;

	/**
	 * How many bytes of the BOM were seen, or -1 once it can no longer come.
	 */
	private int bom;

	/**
	 * Creates a parser for events of up to 1 MiB.
	 */
	public SseParser() {
		this(DEFAULT_MAX_EVENT_BYTES);
	}

	/**
	 * Creates a parser.
	 * @param maxEventBytes the most bytes that the lines of an event may have together
	 */
	public SseParser(int maxEventBytes) {
		if (maxEventBytes < 1) {
			throw new IllegalArgumentException("maxEventBytes must be positive");
		}
		this.lines = new SseLines(maxEventBytes);
	}

	/**
	 * Looks at the next bytes of the stream.
	 * @param chunk the bytes between its indices; neither moved nor retained
	 * @param listener is told of each event that ends in the chunk; it may throw, after
	 * which the parser must not be used again
	 */
	public void feed(ByteBuf chunk, SseListener listener) {
		this.lastBoundary = -1;
		this.eventStart = this.atBoundary ? 0 : -1;
		int length = chunk.readableBytes();
		if (length == 0) {
			return;
		}
		if (chunk.hasArray()) {
			int start = chunk.arrayOffset() + chunk.readerIndex();
			scan(chunk.array(), start, start + length, -start, listener);
			return;
		}
		byte[] window = ScanWindow.take();
		try {
			for (int done = 0; done < length; done += window.length) {
				int count = Math.min(window.length, length - done);
				chunk.getBytes(chunk.readerIndex() + done, window, 0, count);
				scan(window, 0, count, done, listener);
			}
		}
		finally {
			ScanWindow.giveBack(window);
		}
	}

	/**
	 * Says that the stream has ended. Where the WHATWG's rules drop an event that lacks
	 * its blank line, it is told here: a provider that hung up after its last line has
	 * still said it.
	 * @param listener is told of that event, if there is one
	 */
	public void end(SseListener listener) {
		this.lines.end(listener);
	}

	/**
	 * Whether the bytes so far end after a blank line, or there were none yet: only there
	 * may something be put between. After the CR of a blank line it is already true,
	 * though an LF may belong to it.
	 * @return {@code true} between two events
	 */
	public boolean atEventBoundary() {
		return this.atBoundary;
	}

	/**
	 * Where the last blank line of the chunk fed last has ended.
	 * @return offset in bytes from the chunk's reader index of the byte after it, or -1
	 * if no blank line ended in the chunk
	 */
	public int lastBoundary() {
		return this.lastBoundary;
	}

	/**
	 * Where the event that is being told begins, comments before it included.
	 * @return offset in bytes from the chunk's reader index, or -1 if it began in a chunk
	 * before
	 */
	public int eventStart() {
		return this.eventStart;
	}

	/**
	 * Where the event that is being told ends, after its blank line; the LF of a CR LF
	 * that is cut in two may still follow.
	 * @return offset in bytes from the chunk's reader index
	 */
	public int eventEnd() {
		return this.eventEnd;
	}

	/**
	 * How many events were larger than the bound.
	 * @return the count since the beginning of the stream
	 */
	public long oversizedEvents() {
		return this.lines.oversized();
	}

	/**
	 * Scans part of a chunk.
	 * @param shift what to add to an index to get an offset in the chunk
	 */
	private void scan(byte[] array, int from, int to, int shift, SseListener listener) {
		int index = (this.bom < 0) ? from : skipBom(array, from, to);
		if (this.afterCr && index < to) {
			this.afterCr = false;
			if (array[index] == '\n') {
				index++;
				markBoundary(index + shift);
			}
		}
		while (index < to) {
			int end = ByteSearch.lineEnd(array, index, to);
			if (end == to) {
				this.atBoundary = false;
				this.lines.begin(array, index, to);
				break;
			}
			int next = end + 1;
			if (array[end] == '\r') {
				this.afterCr = next == to;
				next = (next < to && array[next] == '\n') ? next + 1 : next;
			}
			this.eventEnd = next + shift;
			this.atBoundary = this.lines.line(array, index, end, listener);
			index = next;
			markBoundary(index + shift);
		}
		this.lines.keep();
	}

	private void markBoundary(int offset) {
		if (this.atBoundary) {
			this.lastBoundary = offset;
			this.eventStart = offset;
		}
	}

	private int skipBom(byte[] array, int from, int to) {
		int index = from;
		while (index < to && this.bom >= 0) {
			if (array[index] != SseLines.BOM[this.bom]) {
				this.lines.begin(SseLines.BOM, 0, this.bom);
				this.bom = -1;
				break;
			}
			index++;
			this.bom = (this.bom + 1 < SseLines.BOM.length) ? this.bom + 1 : -1;
			this.atBoundary = false;
		}
		return index;
	}

}
