package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who still needs a folder; whoever lets go last runs what must happen at the end,
 * exactly once.
 */
final class Holds {

	private final AtomicInteger count = new AtomicInteger(1);

	private final List<Runnable> closers = new ArrayList<>(4);

	private boolean closed;

	void hold() {
		this.count.incrementAndGet();
	}

	void release() {
		if (this.count.decrementAndGet() == 0) {
			close();
		}
	}

	void onClose(Runnable closer) {
		synchronized (this.closers) {
			if (!this.closed) {
				this.closers.add(closer);
				return;
			}
		}
		closer.run();
	}

	private void close() {
		synchronized (this.closers) {
			this.closed = true;
		}
		for (int i = this.closers.size() - 1; i >= 0; i--) {
			this.closers.get(i).run();
		}
	}

}
