package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it is kept for further attempts, and what waits for it to be
 * let go.
 */
final class KeptBody {

	private final List<Runnable> closers = new ArrayList<>(2);

	private volatile @Nullable ByteBuf body;

	private boolean released;

	@Nullable ByteBuf body() {
		return this.body;
	}

	/**
	 * Keeps a body in place of the one before, which stays until all are let go.
	 * @param body the body, taken over
	 */
	void keep(ByteBuf body) {
		synchronized (this.closers) {
			if (!this.released) {
				this.body = body;
				this.closers.add(body::release);
				return;
			}
		}
		body.release();
	}

	/**
	 * Registers what must happen when nothing is kept any more; at once if that is so.
	 * @param closer what to do
	 */
	void onRelease(Runnable closer) {
		synchronized (this.closers) {
			if (!this.released) {
				this.closers.add(closer);
				return;
			}
		}
		closer.run();
	}

	void release() {
		synchronized (this.closers) {
			if (this.released) {
				return;
			}
			this.released = true;
		}
		this.body = null;
		for (int i = this.closers.size() - 1; i >= 0; i--) {
			this.closers.get(i).run();
		}
	}

}
