package org.llmgateway.codec;

/**
 * Scans a JSON string, counts its characters and tells data from text.
 */
final class JsonStrings {

	private static final String CONTROL = "a control character in a string must be escaped";

	private static final String ESCAPE = "a backslash must be followed by one of \"\\/bfnrt or by u and four hexadecimal digits";

	private static final String ENCODING = "not valid UTF-8";

	private static final String OPEN = "a string has no closing quote";

	private static final int BINARY_BYTES = 256;

	private static final int URL_HEAD = 100;

	/**
	 * How many characters of a string are looked at one by one.
	 */
	private static final int SAMPLE = 4096;

	private static final byte[] DATA_SCHEME = { 'd', 'a', 't', 'a', ':' };

	private static final byte[] BASE64_MARK = { ';', 'b', 'a', 's', 'e', '6', '4', ',' };

	/**
	 * Both alphabets of RFC 4648, the padding included.
	 */
	private static final boolean[] BASE64 = new boolean[256];

	static {
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=";
		for (int i = 0; i < alphabet.length(); i++) {
			BASE64[alphabet.charAt(i)] = true;
		}
	}

	/**
	 * Characters of the last string below U+0080.
	 */
	long ascii;

	/**
	 * Code points of the last string from U+0080 on.
	 */
	long other;

	/**
	 * Those that are Chinese, Japanese or Korean.
	 */
	long wide;

	private long sampled;

	private long symbols;

	/**
	 * Whether the last string has an escape.
	 */
	boolean escaped;

	/**
	 * Where the last string had the escape of a high surrogate, its end.
	 */
	private int afterHigh;

	/**
	 * Characters of the last string below U+0080 that are neither letters nor spaces; of
	 * a long one as in its beginning.
	 */
	long symbols() {
		return (this.sampled == this.ascii) ? this.symbols : this.symbols * this.ascii / Math.max(1, this.sampled);
	}

	/**
	 * Scans the string whose opening quote has been passed, up to its closing one.
	 * @return whether it is one
	 */
	boolean scan(JsonInput in) {
		begin();
		return rest(in);
	}

	/**
	 * Scans a string that may be data in base64; line ends and slashes may be escaped.
	 * @return whether it is a string; {@link #base64} says whether it is data
	 */
	boolean scanBinary(JsonInput in) {
		begin();
		int start = in.offset();
		while (in.ensure(1)) {
			int from = in.pos;
			int i = from;
			while (i < in.limit && BASE64[in.array[i] & 0xFF]) {
				i++;
			}
			this.ascii += i - from;
			this.sampled += i - from;
			in.pos = i;
			if (i == in.limit) {
				continue;
			}
			if (in.array[i] == '"') {
				this.base64 = in.offset() - start > BINARY_BYTES;
				break;
			}
			if (in.array[i] != '\\' || !in.ensure(2) || !harmless(in.array[in.pos + 1])) {
				break;
			}
			in.pos += 2;
			this.ascii++;
			this.sampled++;
			this.escaped = true;
		}
		return rest(in);
	}

	/**
	 * Whether {@link #scanBinary} saw nothing but base64, and enough of it.
	 */
	boolean base64;

	private static boolean harmless(byte escape) {
		return escape == '/' || escape == 'n' || escape == 'r';
	}

	private void begin() {
		this.ascii = 0;
		this.other = 0;
		this.wide = 0;
		this.sampled = 0;
		this.symbols = 0;
		this.escaped = false;
		this.base64 = false;
		this.afterHigh = -1;
	}

	private boolean rest(JsonInput in) {
		for (;;) {
			int from = in.pos;
			int stop = ByteSearch.stringStop(in.array, from, in.limit);
			this.ascii += stop - from;
			if (this.sampled < SAMPLE) {
				this.sampled += stop - from;
				this.symbols += ByteSearch.symbols(in.array, from, stop);
			}
			in.pos = stop;
			if (stop == in.limit) {
				if (!in.ensure(1)) {
					return in.fail(OPEN, in.length());
				}
				continue;
			}
			byte b = in.array[stop];
			if (b == '"') {
				in.pos++;
				return true;
			}
			if (b >= 0 && b != '\\') {
				return in.fail(CONTROL, in.offset());
			}
			if (!((b < 0) ? characters(in) : escape(in))) {
				return false;
			}
		}
	}

	/**
	 * Scans characters of several bytes, as RFC 3629 allows them.
	 */
	private boolean characters(JsonInput in) {
		while (in.ensure(1) && in.array[in.pos] < 0) {
			int first = in.array[in.pos] & 0xFF;
			int length = (first < 0xC2) ? 0 : (first < 0xE0) ? 2 : (first < 0xF0) ? 3 : (first < 0xF5) ? 4 : 0;
			if (length == 0 || !in.ensure(length)) {
				return in.fail(ENCODING, in.offset());
			}
			int second = in.array[in.pos + 1] & 0xFF;
			int low = (first == 0xE0) ? 0xA0 : (first == 0xF0) ? 0x90 : 0x80;
			int high = (first == 0xED) ? 0x9F : (first == 0xF4) ? 0x8F : 0xBF;
			boolean valid = second >= low && second <= high;
			for (int i = 2; i < length; i++) {
				valid &= (in.array[in.pos + i] & 0xC0) == 0x80;
			}
			if (!valid) {
				return in.fail(ENCODING, in.offset());
			}
			this.other++;
			this.wide += (length > 2 && isWide(in, first, length)) ? 1 : 0;
			in.pos += length;
		}
		return true;
	}

	private static boolean isWide(JsonInput in, int first, int length) {
		int codePoint = first & (0xFF >> (length + 1));
		for (int i = 1; i < length; i++) {
			codePoint = codePoint << 6 | in.array[in.pos + i] & 0x3F;
		}
		return Characters.isWide(codePoint);
	}

	private boolean escape(JsonInput in) {
		this.escaped = true;
		if (!in.ensure(2)) {
			return in.fail(OPEN, in.length());
		}
		switch (in.array[in.pos + 1]) {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
				in.pos += 2;
				this.ascii++;
				this.sampled++;
				this.symbols++;
				return true;
			}
			case 'u' -> {
				int unit = unit(in);
				return (unit >= 0) ? count(in, unit) : in.fail(ESCAPE, in.offset());
			}
			default -> {
				return in.fail(ESCAPE, in.offset());
			}
		}
	}

	private static int unit(JsonInput in) {
		if (!in.ensure(6)) {
			return -1;
		}
		int unit = 0;
		for (int i = 2; i < 6; i++) {
			byte b = in.array[in.pos + i];
			int digit = (b >= 0) ? Character.digit(b, 16) : -1;
			unit = (digit < 0 || unit < 0) ? -1 : unit << 4 | digit;
		}
		return unit;
	}

	private boolean count(JsonInput in, int unit) {
		boolean pair = Character.isLowSurrogate((char) unit) && this.afterHigh == in.offset();
		in.pos += 6;
		this.afterHigh = Character.isHighSurrogate((char) unit) ? in.offset() : -1;
		if (unit < 0x80) {
			this.ascii++;
			this.sampled++;
			this.symbols++;
		}
		else if (!pair) {
			this.other++;
			this.wide += Characters.isWide(unit) ? 1 : 0;
		}
		return true;
	}

	/**
	 * Whether a string that has been passed is a {@code data:} URL.
	 * @param start offset after its opening quote
	 * @param end offset of its closing quote
	 * @param link whether any {@code data:} URL will do, or only one in base64
	 */
	static boolean isDataUrl(JsonInput in, int start, int end, boolean link) {
		if (end - start < DATA_SCHEME.length) {
			return false;
		}
		for (int i = 0; i < DATA_SCHEME.length; i++) {
			if ((in.at(start + i) | 0x20) != (DATA_SCHEME[i] | 0x20)) {
				return false;
			}
		}
		int last = Math.min(end, start + URL_HEAD) - BASE64_MARK.length;
		for (int i = start + DATA_SCHEME.length; i <= last && !link; i++) {
			link = isMark(in, i);
		}
		return link;
	}

	private static boolean isMark(JsonInput in, int offset) {
		for (int i = 0; i < BASE64_MARK.length; i++) {
			if (in.at(offset + i) != BASE64_MARK[i]) {
				return false;
			}
		}
		return true;
	}

}
