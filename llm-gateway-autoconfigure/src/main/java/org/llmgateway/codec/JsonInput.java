package org.llmgateway.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a document in an array: the document's own one, or a window that moves
 * over it.
 */
final class JsonInput {

	static final int END = -1;

	private static final byte[] NOTHING = new byte[0];

	byte[] array = NOTHING;

	/**
	 * Index in the array of the next byte.
	 */
	int pos;

	/**
	 * Index in the array after the last byte that was loaded.
	 */
	int limit;

	/**
	 * What makes an index in the array an offset in the document.
	 */
	private int shift;

	private @Nullable ByteBuf document;

	private byte @Nullable [] window;

	private int length;

	private @Nullable JsonError error;

	void open(ByteBuf document) {
		this.document = document;
		this.length = document.readableBytes();
		this.error = null;
		if (document.hasArray()) {
			this.array = document.array();
			this.pos = document.arrayOffset() + document.readerIndex();
			this.limit = this.pos + this.length;
			this.shift = -this.pos;
		}
		else {
			byte[] taken = ScanWindow.take();
			this.window = taken;
			this.array = taken;
			this.pos = 0;
			this.limit = 0;
			this.shift = 0;
		}
	}

	void close() {
		if (this.window != null) {
			ScanWindow.giveBack(this.window);
		}
		this.window = null;
		this.document = null;
		this.array = NOTHING;
	}

	/**
	 * The offset in the document of the next byte.
	 */
	int offset() {
		return this.pos + this.shift;
	}

	int length() {
		return this.length;
	}

	/**
	 * Makes the next bytes lie in the array one after the other.
	 * @return {@code false} if the document has fewer
	 */
	boolean ensure(int count) {
		return this.limit - this.pos >= count || load(count);
	}

	private boolean load(int count) {
		ByteBuf document = this.document;
		int loaded = this.limit + this.shift;
		int tail = this.limit - this.pos;
		if (document == null || tail + this.length - loaded < count) {
			return false;
		}
		System.arraycopy(this.array, this.pos, this.array, 0, tail);
		int more = Math.min(this.length - loaded, this.array.length - tail);
		document.getBytes(document.readerIndex() + loaded, this.array, tail, more);
		this.pos = 0;
		this.limit = tail + more;
		this.shift = loaded - tail;
		return true;
	}

	/**
	 * The next byte, which stays the next one.
	 * @return 0 to 255, or {@link #END}
	 */
	int peek() {
		return ensure(1) ? this.array[this.pos] & 0xFF : END;
	}

	/**
	 * Skips white space and takes the byte after it.
	 * @return 0 to 255, or {@link #END}
	 */
	int token() {
		while (ensure(1)) {
			byte b = this.array[this.pos++];
			if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
				return b & 0xFF;
			}
		}
		return END;
	}

	/**
	 * Takes the rest of a literal whose first byte was taken.
	 * @return whether it is the literal
	 */
	boolean literal(String literal) {
		this.pos--;
		if (!ensure(literal.length())) {
			return fail("expected a value", offset());
		}
		for (int i = 0; i < literal.length(); i++) {
			if (this.array[this.pos + i] != literal.charAt(i)) {
				return fail("expected a value", offset());
			}
		}
		this.pos += literal.length();
		return true;
	}

	/**
	 * A byte that has been passed already, wherever it is.
	 */
	int at(int offset) {
		int index = offset - this.shift;
		ByteBuf document = this.document;
		if (this.window == null || document == null || index >= 0) {
			return this.array[index] & 0xFF;
		}
		return document.getUnsignedByte(document.readerIndex() + offset);
	}

	/**
	 * Copies bytes that have been passed already, wherever they are.
	 */
	void copy(int offset, byte[] to, int count) {
		ByteBuf document = this.document;
		if (document != null) {
			document.getBytes(document.readerIndex() + offset, to, 0, count);
		}
	}

	/**
	 * The index in the array of a byte that has been passed already.
	 * @return the index, negative if the window has moved on
	 */
	int index(int offset) {
		return offset - this.shift;
	}

	/**
	 * Notes why the document is rejected.
	 * @return {@code false}, to be passed on
	 */
	boolean fail(String reason, int offset) {
		this.error = new JsonError(reason, offset, false);
		return false;
	}

	/**
	 * Notes that the document is larger than what is allowed.
	 * @return {@code false}, to be passed on
	 */
	boolean exceed(String reason, int offset) {
		this.error = new JsonError(reason, offset, true);
		return false;
	}

	/**
	 * Rejects the document at the byte that was taken last, or at its end.
	 * @return {@code false}, to be passed on
	 */
	boolean unexpected(int token, String expected) {
		return (token == END) ? fail("the document ends too early, " + expected, this.length)
				: fail(expected, offset() - 1);
	}

	@Nullable JsonError error() {
		return this.error;
	}

}
