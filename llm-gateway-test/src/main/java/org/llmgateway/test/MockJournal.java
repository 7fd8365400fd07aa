package org.llmgateway.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The last 1,000 requests, and those among them that nobody has asked for yet.
 */
final class MockJournal {

	private static final int LIMIT = 1000;

	private final Deque<MockRequest> last = new ArrayDeque<>();

	private final BlockingQueue<MockRequest> unseen = new LinkedBlockingQueue<>(LIMIT);

	synchronized void add(MockRequest request) {
		if (this.last.size() == LIMIT) {
			this.last.remove();
		}
		this.last.add(request);
		while (!this.unseen.offer(request)) {
			this.unseen.poll();
		}
	}

	synchronized List<MockRequest> requests() {
		return new ArrayList<>(this.last);
	}

	/**
	 * Waits for the next request that was not returned before.
	 * @param limit how long to wait
	 * @return the request
	 * @throws IllegalStateException if none comes, or the thread is interrupted
	 */
	MockRequest await(Duration limit) {
		try {
			MockRequest request = this.unseen.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
			if (request == null) {
				throw new IllegalStateException("No request reached the mock within " + limit);
			}
			return request;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a request", ex);
		}
	}

}
