package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Walks over the members of a JSON text without validating it: the name, the depth and
 * the beginning of the value of one after the other.
 */
final class EventWalk {

	/** More would not fit into a {@code long}. */
	private static final int MAX_DIGITS = 18;

	private static final int MAX_WORD = 64;

	private byte[] array = new byte[0];

	private int base;

	private int pos;

	private int end;

	private int depth;

	private int nameStart;

	private int nameLength;

	void open(SseRange range) {
		open(range, 0, 0);
	}

	/**
	 * Opens a text of which a walk has passed some bytes before.
	 */
	void open(SseRange range, int passed, int depth) {
		this.array = range.array;
		this.base = range.start;
		this.pos = range.start + passed;
		this.end = range.start + range.length;
		this.depth = depth;
	}

	/**
	 * Goes on to the next member of any object, and to its value's first byte.
	 * @return {@code false} at the end of the text
	 */
	boolean nextMember() {
		while (this.pos < this.end) {
			switch (this.array[this.pos++]) {
				case '{', '[' -> this.depth++;
				case '}', ']' -> this.depth--;
				case '"' -> {
					int start = this.pos;
					skipString();
					int length = this.pos - 1 - start;
					skipSpace();
					if (this.pos < this.end && this.array[this.pos] == ':') {
						this.pos++;
						skipSpace();
						this.nameStart = start;
						this.nameLength = length;
						return true;
					}
				}
				default -> {
				}
			}
		}
		return false;
	}

	/**
	 * How many objects and arrays are around the member; 1 for a top-level one.
	 */
	int depth() {
		return this.depth;
	}

	/**
	 * Where the member begins, with the quote of its name, as an offset in the text.
	 */
	int memberStart() {
		return this.nameStart - 1 - this.base;
	}

	boolean isName(String ascii) {
		return matches(this.nameStart, this.nameLength, ascii);
	}

	boolean isObject() {
		return peek(0) == '{';
	}

	/**
	 * Whether the value is nothing: null, or an empty string, array or object.
	 */
	boolean isEmptyValue() {
		return switch (peek(0)) {
			case 'n', 0 -> true;
			case '"' -> peek(1) == '"';
			case '[' -> peek(1) == ']';
			case '{' -> peek(1) == '}';
			default -> false;
		};
	}

	boolean isEmptyArray() {
		int i = this.pos + 1;
		while (i < this.end && this.array[i] <= ' ' && this.array[i] >= 0) {
			i++;
		}
		return peek(0) == '[' && i < this.end && this.array[i] == ']';
	}

	boolean isValue(String ascii) {
		return is(valueStart(), valueLength(), ascii);
	}

	/**
	 * Where the string that is the value begins, as an offset in the text.
	 */
	int valueStart() {
		return this.pos + 1 - this.base;
	}

	/**
	 * How long the string that is the value is; 0 if it is no string.
	 */
	int valueLength() {
		if (peek(0) != '"') {
			return 0;
		}
		return ByteSearch.quoteOrBackslash(this.array, this.pos + 1, this.end) - this.pos - 1;
	}

	boolean isString() {
		return peek(0) == '"';
	}

	/**
	 * The value as a count.
	 * @return the count, or -1 if the value is no integer from 0 on
	 */
	long count() {
		long value = 0;
		int i = this.pos;
		for (; i < this.end && this.array[i] >= '0' && this.array[i] <= '9'; i++) {
			if (i - this.pos == MAX_DIGITS) {
				return -1;
			}
			value = value * 10 + this.array[i] - '0';
		}
		boolean whole = i > this.pos && i < this.end
				&& (this.array[i] == ',' || this.array[i] == '}' || this.array[i] == ']' || this.array[i] <= ' ');
		return whole ? value : -1;
	}

	/**
	 * The string that is the value, if it is a short one of visible ASCII; allocates.
	 * @return the string, or {@code null}
	 */
	@Nullable String word() {
		int length = valueLength();
		int start = this.pos + 1;
		if (length == 0 || length > MAX_WORD) {
			return null;
		}
		for (int i = start; i < start + length; i++) {
			if (this.array[i] < ' ' || this.array[i] > '~') {
				return null;
			}
		}
		return new String(this.array, start, length, StandardCharsets.US_ASCII);
	}

	/**
	 * Counts the characters of the string that is the value, and goes on behind it.
	 */
	void countString(Characters characters) {
		if (isString()) {
			this.pos = characters.string(this.array, this.pos + 1, this.end);
		}
	}

	/**
	 * Counts the characters of the value as they stand, and goes on behind it.
	 */
	void countSource(Characters characters) {
		int start = this.pos;
		int level = 0;
		while (this.pos < this.end) {
			byte b = this.array[this.pos];
			if (level == 0 && (b == ',' || b == '}' || b == ']')) {
				break;
			}
			this.pos++;
			switch (b) {
				case '{', '[' -> level++;
				case '}', ']' -> level--;
				case '"' -> skipString();
				default -> {
				}
			}
		}
		this.pos = Math.min(this.pos, this.end);
		characters.source(this.array, start, this.pos);
	}

	boolean is(int offset, int length, String ascii) {
		return matches(this.base + offset, length, ascii);
	}

	private boolean matches(int start, int length, String ascii) {
		if (length != ascii.length()) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (this.array[start + i] != ascii.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	private int peek(int ahead) {
		return (this.pos + ahead < this.end) ? this.array[this.pos + ahead] : 0;
	}

	private void skipString() {
		while (this.pos < this.end) {
			int stop = ByteSearch.quoteOrBackslash(this.array, this.pos, this.end);
			if (stop == this.end || this.array[stop] == '"') {
				this.pos = stop + 1;
				return;
			}
			this.pos = stop + 2;
		}
	}

	private void skipSpace() {
		while (this.pos < this.end && (this.array[this.pos] == ' ' || this.array[this.pos] == '\n'
				|| this.array[this.pos] == '\r' || this.array[this.pos] == '\t')) {
			this.pos++;
		}
	}

}
