package org.llmgateway.codec;

import java.util.Arrays;

/**
 * Bytes of an event that did not end in the chunk it began in; grows, and shrinks again
 * after a large event.
 */
final class SseBuffer {

	private static final int SMALL = 512;

	private static final int KEPT = 64 * 1024;

	byte[] array = new byte[0];

	int length;

	void append(byte[] from, int start, int count) {
		room(count);
		System.arraycopy(from, start, this.array, this.length, count);
		this.length += count;
	}

	void append(byte value) {
		room(1);
		this.array[this.length++] = value;
	}

	void clear() {
		this.length = 0;
		if (this.array.length > KEPT) {
			this.array = new byte[0];
		}
	}

	private void room(int count) {
		int needed = this.length + count;
		if (needed > this.array.length) {
			this.array = Arrays.copyOf(this.array, Math.max(Math.max(needed, SMALL), 2 * this.array.length));
		}
	}

}
