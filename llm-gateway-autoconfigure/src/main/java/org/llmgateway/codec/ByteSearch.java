package org.llmgateway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches of byte arrays, eight bytes at a step.
 *
 * <p>
 * The masks mark the lowest matching byte of a word exactly; a byte above a match may be
 * marked wrongly by the borrow, which is why only the lowest mark is used.
 */
final class ByteSearch {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGHS = 0x8080808080808080L;

	private static final long LF = '\n' * ONES;

	private static final long CR = '\r' * ONES;

	private static final long QUOTE = '"' * ONES;

	private static final long BACKSLASH = '\\' * ONES;

	private static final long SPACE = ' ' * ONES;

	private ByteSearch() {
	}

	/**
	 * Finds the next CR or LF.
	 * @return its index, or {@code to} if there is none
	 */
	static int lineEnd(byte[] array, int from, int to) {
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			long word = (long) LONGS.get(array, i);
			long lf = word ^ LF;
			long cr = word ^ CR;
			long marks = (((lf - ONES) & ~lf) | ((cr - ONES) & ~cr)) & HIGHS;
			if (marks != 0) {
				return i + (Long.numberOfTrailingZeros(marks) >>> 3);
			}
		}
		for (; i < to; i++) {
			if (array[i] == '\n' || array[i] == '\r') {
				return i;
			}
		}
		return to;
	}

	/**
	 * Finds the next byte of a JSON string that is not an ordinary ASCII character:
	 * quote, backslash, control character or a byte of a longer character.
	 * @return its index, or {@code to} if there is none
	 */
	static int stringStop(byte[] array, int from, int to) {
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			long word = (long) LONGS.get(array, i);
			long quote = word ^ QUOTE;
			long backslash = word ^ BACKSLASH;
			long marks = (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - SPACE) & ~word)
					| word) & HIGHS;
			if (marks != 0) {
				return i + (Long.numberOfTrailingZeros(marks) >>> 3);
			}
		}
		for (; i < to; i++) {
			byte b = array[i];
			if (b < ' ' || b == '"' || b == '\\') {
				return i;
			}
		}
		return to;
	}

	/**
	 * Finds the next quote or backslash.
	 * @return its index, or {@code to} if there is none
	 */
	static int quoteOrBackslash(byte[] array, int from, int to) {
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			long word = (long) LONGS.get(array, i);
			long quote = word ^ QUOTE;
			long backslash = word ^ BACKSLASH;
			long marks = (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)) & HIGHS;
			if (marks != 0) {
				return i + (Long.numberOfTrailingZeros(marks) >>> 3);
			}
		}
		for (; i < to; i++) {
			if (array[i] == '"' || array[i] == '\\') {
				return i;
			}
		}
		return to;
	}

	/**
	 * Counts the bytes that are neither letters nor spaces.
	 * @param array ASCII between the indices
	 */
	static int symbols(byte[] array, int from, int to) {
		int words = 0;
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			long word = (long) LONGS.get(array, i);
			long lower = word | SPACE;
			long letters = (lower + (0x80 - 'a') * ONES) & ~(lower + (0x80 - 'z' - 1) * ONES) & HIGHS;
			long spaces = ~((word ^ SPACE) + 0x7F * ONES) & HIGHS;
			words += Long.bitCount(letters | spaces);
		}
		for (; i < to; i++) {
			int lower = array[i] | ' ';
			words += ((lower >= 'a' && lower <= 'z') || array[i] == ' ') ? 1 : 0;
		}
		return to - from - words;
	}

}
