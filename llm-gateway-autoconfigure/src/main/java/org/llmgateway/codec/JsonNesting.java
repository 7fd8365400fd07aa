package org.llmgateway.codec;

import java.util.Arrays;

/**
 * The objects and arrays that are open at a place in a document: a bit per level.
 */
final class JsonNesting {

	private long[] arrays = new long[8];

	private int depth;

	int depth() {
		return this.depth;
	}

	void clear() {
		this.depth = 0;
	}

	void push(boolean array) {
		int word = this.depth >>> 6;
		if (word == this.arrays.length) {
			this.arrays = Arrays.copyOf(this.arrays, 2 * word);
		}
		long bit = 1L << (this.depth & 63);
		this.arrays[word] = array ? this.arrays[word] | bit : this.arrays[word] & ~bit;
		this.depth++;
	}

	int pop() {
		return --this.depth;
	}

	/**
	 * Whether the innermost one is an array.
	 */
	boolean inArray() {
		int level = this.depth - 1;
		return (this.arrays[level >>> 6] & 1L << (level & 63)) != 0;
	}

}
