package org.llmgateway.header;

import java.util.Arrays;

/**
 * A set of the characters that a header's value can have: the first 256, of which Netty
 * makes one for each byte.
 */
final class CharacterSet {

	private static final int SIZE = 256;

	private final boolean[] members = new boolean[SIZE];

	static CharacterSet all() {
		CharacterSet set = new CharacterSet();
		Arrays.fill(set.members, true);
		return set;
	}

	static CharacterSet of(char single) {
		CharacterSet set = new CharacterSet();
		set.add(single, single);
		return set;
	}

	void add(char first, char last) {
		Arrays.fill(this.members, first, last + 1, true);
	}

	void invert() {
		for (int c = 0; c < SIZE; c++) {
			this.members[c] = !this.members[c];
		}
	}

	boolean contains(char c) {
		return c < this.members.length && this.members[c];
	}

	boolean overlaps(CharacterSet other) {
		for (int c = 0; c < SIZE; c++) {
			if (this.members[c] && other.members[c]) {
				return true;
			}
		}
		return false;
	}

}
