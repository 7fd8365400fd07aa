package org.llmgateway.test;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;

/**
 * How many answers may be under way at once, as on a server with so many places in its
 * batch: who comes later waits in turn, and where the queue is full he is refused. Used
 * by all event loops at once.
 */
final class MockSlots {

	/** As the length of the queue: whoever comes may wait. */
	static final int ENDLESS = -1;

	/** What becomes of a request. */
	enum Turn {

		/** It is answered now. */
		NOW,
		/** It is answered when it is its turn. */
		LATER,
		/** It is refused. */
		REFUSED

	}

	private final int slots;

	private final int queue;

	private final Set<MockExchange> served = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Queue<MockExchange> waiting = new ArrayDeque<>();

	/**
	 * Creates places.
	 * @param slots answers under way at once; 0 for no bound
	 * @param queue requests that wait at most, or {@link #ENDLESS}
	 */
	MockSlots(int slots, int queue) {
		this.slots = slots;
		this.queue = queue;
	}

	Turn enter(MockExchange exchange) {
		if (this.slots == 0) {
			return Turn.NOW;
		}
		synchronized (this) {
			if (this.served.size() < this.slots) {
				this.served.add(exchange);
				return Turn.NOW;
			}
			if (this.queue != ENDLESS && this.waiting.size() >= this.queue) {
				return Turn.REFUSED;
			}
			this.waiting.add(exchange);
			return Turn.LATER;
		}
	}

	/**
	 * Gives a place back, or the place in the queue; whoever has had neither may call it
	 * too.
	 * @param exchange who leaves
	 */
	void leave(MockExchange exchange) {
		if (this.slots == 0) {
			return;
		}
		MockExchange next = null;
		synchronized (this) {
			if (!this.served.remove(exchange)) {
				this.waiting.remove(exchange);
				return;
			}
			next = this.waiting.poll();
			if (next != null) {
				this.served.add(next);
			}
		}
		if (next != null) {
			next.itsTurn();
		}
	}

}
