package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it is kept for further attempts, and what waits for it to be
 * let go.
 */
final class KeptBody {

	private final Holds holds = new Holds();

	private volatile @Nullable ByteBuf body;

	@Nullable ByteBuf body() {
		return this.body;
	}

	/**
	 * Keeps a body in place of the one before, which stays until all are let go.
	 * @param body the body, taken over
	 */
	void keep(ByteBuf body) {
		this.body = body;
		onRelease(() -> {
			this.body = null;
			body.release();
		});
	}

	/**
	 * Registers what must happen when nothing is kept any more; at once if that is so.
	 * @param closer what to do
	 */
	void onRelease(Runnable closer) {
		this.holds.onClose(closer);
	}

	/** Lets all go; only the first time counts. */
	void release() {
		this.holds.release();
	}

}
