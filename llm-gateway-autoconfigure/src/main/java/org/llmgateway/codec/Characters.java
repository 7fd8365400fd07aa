package org.llmgateway.codec;

/**
 * Counts characters by what tells how many of them make a token: in ASCII letters and
 * spaces, or anything else; beyond it Chinese, Japanese and Korean, or anything else.
 */
final class Characters {

	long ascii;

	/**
	 * Those of ASCII that are neither letters nor spaces.
	 */
	long symbols;

	long other;

	/**
	 * Those beyond ASCII that are Chinese, Japanese or Korean.
	 */
	long wide;

	void clear() {
		this.ascii = 0;
		this.symbols = 0;
		this.other = 0;
		this.wide = 0;
	}

	void add(Characters more) {
		this.ascii += more.ascii;
		this.symbols += more.symbols;
		this.other += more.other;
		this.wide += more.wide;
	}

	/**
	 * Counts a JSON string, whose escapes are one character each.
	 * @param from index after its opening quote
	 * @return index after its closing quote, or {@code end}
	 */
	int string(byte[] array, int from, int end) {
		int i = from;
		while (i < end) {
			int stop = ByteSearch.stringStop(array, i, end);
			run(array, i, stop);
			if (stop == end) {
				break;
			}
			if (array[stop] == '"') {
				return stop + 1;
			}
			if (array[stop] == '\\') {
				i = escape(array, stop, end);
			}
			else {
				i = character(array, stop, end);
			}
		}
		return end;
	}

	/**
	 * Counts characters as they stand.
	 */
	void source(byte[] array, int from, int end) {
		int i = from;
		while (i < end) {
			int stop = i;
			while (stop < end && array[stop] >= 0) {
				stop++;
			}
			run(array, i, stop);
			i = (stop < end) ? character(array, stop, end) : end;
		}
	}

	private void run(byte[] array, int from, int to) {
		this.ascii += to - from;
		this.symbols += ByteSearch.symbols(array, from, to);
	}

	/**
	 * Counts a character by its first byte; the others of it count nothing.
	 */
	private int character(byte[] array, int index, int end) {
		int first = array[index] & 0xFF;
		if (first < 0x80) {
			this.ascii++;
			this.symbols++;
			return index + 1;
		}
		if (first < 0xC0) {
			return index + 1;
		}
		int length = (first < 0xE0) ? 2 : (first < 0xF0) ? 3 : 4;
		if (index + length > end) {
			return end;
		}
		int codePoint = first & (0xFF >> (length + 1));
		for (int i = 1; i < length; i++) {
			codePoint = codePoint << 6 | array[index + i] & 0x3F;
		}
		add(codePoint);
		return index + length;
	}

	private int escape(byte[] array, int index, int end) {
		if (index + 1 < end && array[index + 1] == 'u') {
			int unit = 0;
			for (int i = index + 2; i < Math.min(index + 6, end); i++) {
				unit = unit << 4 | Character.digit(array[i], 16) & 0xF;
			}
			add(unit);
			return Math.min(index + 6, end);
		}
		this.ascii++;
		this.symbols++;
		return Math.min(index + 2, end);
	}

	/**
	 * Counts a code point, or a unit of UTF-16, of which the second of a pair counts
	 * nothing.
	 */
	private void add(int codePoint) {
		if (codePoint < 0x80) {
			this.ascii++;
			this.symbols++;
		}
		else if (codePoint < Character.MIN_LOW_SURROGATE || codePoint > Character.MAX_LOW_SURROGATE) {
			this.other++;
			this.wide += isWide(codePoint) ? 1 : 0;
		}
	}

	/**
	 * Whether a character is Chinese, Japanese or Korean, or punctuation between these.
	 */
	static boolean isWide(int codePoint) {
		return codePoint >= 0x2E80 && (codePoint <= 0x9FFF || (codePoint >= 0xAC00 && codePoint <= 0xD7A3)
				|| codePoint >= 0x20000 || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
				|| (codePoint >= 0xFF00 && codePoint <= 0xFFEF));
	}

}
