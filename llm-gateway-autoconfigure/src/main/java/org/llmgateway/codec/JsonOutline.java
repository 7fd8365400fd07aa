package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What {@link JsonPeek} saw in one document: the watched members by their index in
 * {@link JsonPeek#watching}, and the amount of text.
 *
 * <p>
 * It holds offsets and no buffer: nothing must be released, and whatever reads a value
 * takes the document again, with the reader index where it was. All offsets are in bytes
 * from there. Of an {@linkplain #error() invalid} document the members seen before the
 * error may be present.
 */
public final class JsonOutline {

	/** So many digits are a whole number that a double holds exactly. */
	private static final int EXACT_DIGITS = 15;

	/** Longer numbers are read as if they were out of every range. */
	private static final int MAX_NUMBER = 64;

	private final JsonKind[] kinds;

	/**
	 * Two per member: start and end.
	 */
	private final int[] offsets;

	private final int[] sizes;

	private @Nullable JsonError error;

	private TextCount text = TextCount.NONE;

	JsonOutline(int members) {
		this.kinds = new JsonKind[members];
		Arrays.fill(this.kinds, JsonKind.ABSENT);
		this.offsets = new int[2 * members];
		this.sizes = new int[members];
	}

	void put(int member, JsonKind kind, int start, int end, int size) {
		this.kinds[member] = kind;
		this.offsets[2 * member] = start;
		this.offsets[2 * member + 1] = end;
		this.sizes[member] = size;
	}

	void finish(@Nullable JsonError error, TextCount text) {
		this.error = error;
		this.text = text;
	}

	/**
	 * Why the document is not acceptable.
	 * @return reason and place, or {@code null} if it is a valid document within the
	 * limits
	 */
	public @Nullable JsonError error() {
		return this.error;
	}

	/**
	 * What a member's value is.
	 * @param member the index of a watched name
	 * @return the kind, {@link JsonKind#ABSENT} if the document has no such member
	 */
	public JsonKind kind(int member) {
		return this.kinds[member];
	}

	/**
	 * Where a member's value begins, with the quote of a string.
	 * @param member the index of a watched name
	 * @return offset in bytes, or -1 if the document has no such member
	 */
	public int start(int member) {
		return (this.kinds[member] != JsonKind.ABSENT) ? this.offsets[2 * member] : -1;
	}

	/**
	 * Where a member's value has ended.
	 * @param member the index of a watched name
	 * @return offset in bytes of the byte after the value, or -1 if the document has no
	 * such member
	 */
	public int end(int member) {
		return (this.kinds[member] != JsonKind.ABSENT) ? this.offsets[2 * member + 1] : -1;
	}

	/**
	 * How many elements an array or members an object has directly.
	 * @param member the index of a watched name
	 * @return the count, 0 for anything else
	 */
	public int size(int member) {
		return this.sizes[member];
	}

	/**
	 * How much text the document holds.
	 * @return the count, {@link TextCount#NONE} if it was not asked for
	 */
	public TextCount text() {
		return this.text;
	}

	/**
	 * Decodes a string; lone surrogates stay as they are.
	 * @param document the document that was looked at; neither moved nor retained
	 * @param member the index of a watched name
	 * @return the string, or {@code null} if the value is none
	 */
	public @Nullable String string(ByteBuf document, int member) {
		if (this.kinds[member] != JsonKind.STRING) {
			return null;
		}
		int start = this.offsets[2 * member] + 1;
		String raw = document.toString(document.readerIndex() + start, this.offsets[2 * member + 1] - 1 - start,
				StandardCharsets.UTF_8);
		return (raw.indexOf('\\') < 0) ? raw : JsonEscapes.decode(raw);
	}

	/**
	 * Reads an integer.
	 * @param document the document that was looked at; neither moved nor retained
	 * @param member the index of a watched name
	 * @param otherwise what to return if the value is no {@link JsonKind#INTEGER}
	 * @return the value; {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE} stands for
	 * everything beyond it
	 */
	public long integer(ByteBuf document, int member, long otherwise) {
		if (this.kinds[member] != JsonKind.INTEGER) {
			return otherwise;
		}
		int index = document.readerIndex() + this.offsets[2 * member];
		int end = document.readerIndex() + this.offsets[2 * member + 1];
		boolean negative = document.getByte(index) == '-';
		long value = 0;
		for (int i = negative ? index + 1 : index; i < end; i++) {
			int digit = document.getByte(i) - '0';
			if (value < (Long.MIN_VALUE + digit) / 10) {
				return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
			}
			value = value * 10 - digit;
		}
		return negative ? value : (value == Long.MIN_VALUE) ? Long.MAX_VALUE : -value;
	}

	/**
	 * Reads a number; allocates only where it has an exponent or more digits than usual.
	 * @param document the document that was looked at; neither moved nor retained
	 * @param member the index of a watched name
	 * @param otherwise what to return if the value is no number
	 * @return the value; {@link Double#NaN} of a number of more than 64 characters
	 */
	public double number(ByteBuf document, int member, double otherwise) {
		if (this.kinds[member] != JsonKind.INTEGER && this.kinds[member] != JsonKind.DECIMAL) {
			return otherwise;
		}
		int start = document.readerIndex() + this.offsets[2 * member];
		int length = this.offsets[2 * member + 1] - this.offsets[2 * member];
		long digits = 0;
		double scale = 0;
		for (int i = 0; i < length; i++) {
			int next = document.getByte(start + i);
			if (i > EXACT_DIGITS || next == 'e' || next == 'E') {
				return unusual(document, start, length);
			}
			if (next == '.') {
				scale = 1;
			}
			else if (next != '-') {
				digits = digits * 10 + next - '0';
				scale *= 10;
			}
		}
		double value = (scale > 0) ? digits / scale : digits;
		return (document.getByte(start) == '-') ? -value : value;
	}

	private static double unusual(ByteBuf document, int start, int length) {
		return (length > MAX_NUMBER) ? Double.NaN
				: Double.parseDouble(document.toString(start, length, StandardCharsets.US_ASCII));
	}

}
