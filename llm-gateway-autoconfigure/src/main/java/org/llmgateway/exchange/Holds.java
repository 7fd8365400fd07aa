package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts who still needs a folder; whoever lets go last runs what must happen at the end,
 * exactly once.
 */
final class Holds {

	private static final Log logger = LogFactory.getLog(Holds.class);

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
			run(this.closers.get(i));
		}
	}

	/** What one closer fails at must not keep the others from giving back theirs. */
	private static void run(Runnable closer) {
		try {
			closer.run();
		}
		catch (RuntimeException ex) {
			logger.error("A folder could not be closed wholly", ex);
		}
	}

}
