package org.llmgateway.codec;

/**
 * A range of a byte array that can be pointed elsewhere.
 */
final class SseRange {

	private static final byte[] NOTHING = new byte[0];

	byte[] array = NOTHING;

	int start;

	int length;

	void set(byte[] array, int start, int length) {
		this.array = array;
		this.start = start;
		this.length = length;
	}

	boolean equalsAscii(String ascii) {
		if (ascii.length() != this.length) {
			return false;
		}
		for (int i = 0; i < this.length; i++) {
			if (this.array[this.start + i] != ascii.charAt(i)) {
				return false;
			}
		}
		return true;
	}

}
