package org.llmgateway.codec;

/**
 * Scans a JSON number and finds out whether a double can hold it.
 */
final class JsonNumber {

	private static final String DIGIT = "a number needs a digit here";

	private static final String RANGE = "a number is outside the range of a double, about 1e-324 to 1.7e308";

	/**
	 * Decimal exponents of the largest and the smallest double.
	 */
	private static final int MAX_EXPONENT = 308;

	private static final int MIN_EXPONENT = -324;

	/**
	 * The first 18 digits from which on a number with the largest exponent is infinite.
	 */
	private static final long INFINITE = 179_769_313_486_231_581L;

	private static final int HEAD_DIGITS = 18;

	/**
	 * Beyond every exponent that matters, even set against a body full of digits.
	 */
	private static final long EXPONENT_CAP = 100_000_000_000L;

	/**
	 * Whether the number has neither fraction nor exponent.
	 */
	boolean integer;

	/**
	 * The first digits that are not leading zeros, as a number.
	 */
	private long head;

	private int headDigits;

	/**
	 * The decimal exponent of the first digit that is no leading zero.
	 */
	private long magnitude;

	/**
	 * Scans the number that begins at the next byte.
	 * @return whether it is a number
	 */
	boolean scan(JsonInput in) {
		int start = in.offset();
		this.integer = true;
		this.head = 0;
		this.headDigits = 0;
		this.magnitude = 0;
		if (in.peek() == '-') {
			in.pos++;
		}
		if (!whole(in)) {
			return false;
		}
		if (in.peek() == '.' && !fraction(in)) {
			return false;
		}
		int next = in.peek();
		if ((next == 'e' || next == 'E') && !exponent(in)) {
			return false;
		}
		return inRange() || in.fail(RANGE, start);
	}

	private boolean whole(JsonInput in) {
		if (in.peek() == '0') {
			in.pos++;
			return true;
		}
		int digits = 0;
		for (int b = in.peek(); b >= '0' && b <= '9'; b = in.peek()) {
			digit(b - '0');
			in.pos++;
			digits++;
		}
		this.magnitude = digits - 1L;
		return digits > 0 || in.fail(DIGIT, in.offset());
	}

	private boolean fraction(JsonInput in) {
		this.integer = false;
		in.pos++;
		int digits = 0;
		for (int b = in.peek(); b >= '0' && b <= '9'; b = in.peek()) {
			digits++;
			if (this.headDigits == 0 && b != '0') {
				this.magnitude = -digits;
			}
			digit(b - '0');
			in.pos++;
		}
		return digits > 0 || in.fail(DIGIT, in.offset());
	}

	private boolean exponent(JsonInput in) {
		this.integer = false;
		in.pos++;
		int sign = in.peek();
		if (sign == '-' || sign == '+') {
			in.pos++;
		}
		long exponent = 0;
		int from = in.offset();
		for (int b = in.peek(); b >= '0' && b <= '9'; b = in.peek()) {
			exponent = Math.min(exponent * 10 + b - '0', EXPONENT_CAP);
			in.pos++;
		}
		this.magnitude += (sign == '-') ? -exponent : exponent;
		return in.offset() > from || in.fail(DIGIT, in.offset());
	}

	private void digit(int digit) {
		if (this.headDigits < HEAD_DIGITS && (this.headDigits > 0 || digit != 0)) {
			this.head = this.head * 10 + digit;
			this.headDigits++;
		}
	}

	private boolean inRange() {
		if (this.magnitude < MAX_EXPONENT && this.magnitude >= MIN_EXPONENT) {
			return true;
		}
		if (this.magnitude != MAX_EXPONENT) {
			return false;
		}
		long scaled = this.head;
		for (int i = this.headDigits; i < HEAD_DIGITS; i++) {
			scaled *= 10;
		}
		return scaled < INFINITE;
	}

}
