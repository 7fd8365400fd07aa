package org.llmgateway.header;

import java.util.Arrays;

/**
 * A set of the characters that a header's value can have: the first 256, of which Netty
 * makes one for each byte.
 */
final class CharacterSet {

	private static final int SIZE = 256;

	private final long[] bits = new long[SIZE / Long.SIZE];

	static CharacterSet all() {
		CharacterSet set = new CharacterSet();
		Arrays.fill(set.bits, -1);
		return set;
	}

	static CharacterSet of(char single) {
		CharacterSet set = new CharacterSet();
		set.add(single, single);
		return set;
	}

	void add(char first, char last) {
		for (int c = first; c <= last; c++) {
			this.bits[c / Long.SIZE] |= 1L << c;
		}
	}

	void invert() {
		for (int i = 0; i < this.bits.length; i++) {
			this.bits[i] = ~this.bits[i];
		}
	}

	boolean contains(char c) {
		return c < SIZE && (this.bits[c / Long.SIZE] & (1L << c)) != 0;
	}

	boolean overlaps(CharacterSet other) {
		for (int i = 0; i < this.bits.length; i++) {
			if ((this.bits[i] & other.bits[i]) != 0) {
				return true;
			}
		}
		return false;
	}

}
