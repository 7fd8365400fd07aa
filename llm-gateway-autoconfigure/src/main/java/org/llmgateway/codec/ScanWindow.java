package org.llmgateway.codec;

import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The array of a thread into which bytes of direct and composite buffers are copied to be
 * scanned: reading an array costs a fraction of reading a buffer byte by byte.
 */
final class ScanWindow {

	/**
	 * Fits into the first cache together with what is done with the bytes.
	 */
	static final int SIZE = 16 * 1024;

	private static final FastThreadLocal<ScanWindow> CURRENT = new FastThreadLocal<>() {

		@Override
		protected ScanWindow initialValue() {
			return new ScanWindow();
		}

	};

	private byte @Nullable [] idle = new byte[SIZE];

	private ScanWindow() {
	}

	/**
	 * Takes the array of this thread, or a new one if a caller further up the stack has
	 * it: a listener may scan something else.
	 */
	static byte[] take() {
		ScanWindow window = CURRENT.get();
		byte[] array = window.idle;
		window.idle = null;
		return (array != null) ? array : new byte[SIZE];
	}

	static void giveBack(byte[] array) {
		CURRENT.get().idle = array;
	}

}
