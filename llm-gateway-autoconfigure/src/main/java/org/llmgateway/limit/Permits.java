package org.llmgateway.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The permits of one limit, and who waits for them; used by any thread.
 *
 * <p>
 * A permit that is free while nobody waits is taken by one compare-and-set. Whoever adds
 * a waiter looks for a free permit afterwards, and whoever gives one back looks for
 * waiters afterwards, so that none is missed.
 */
final class Permits {

	private final ConcurrencyLimit limit;

	private final FairQueue queue;

	private final AtomicInteger inFlight = new AtomicInteger();

	/** The size of the queue, written under its lock. */
	private volatile int waiting;

	/**
	 * Creates permits that are all free.
	 * @param limit how many there are
	 * @param queue where to wait for one; guarded by itself
	 */
	Permits(ConcurrencyLimit limit, FairQueue queue) {
		this.limit = limit;
		this.queue = queue;
	}

	/**
	 * Takes a permit if one is free and nobody waits.
	 * @return whether it was taken; if so, to be given back by {@link #leave}
	 */
	boolean enter() {
		return this.waiting == 0 && take();
	}

	private boolean take() {
		int taken = this.inFlight.get();
		while (taken < this.limit.limit()) {
			if (this.inFlight.compareAndSet(taken, taken + 1)) {
				return true;
			}
			taken = this.inFlight.get();
		}
		return false;
	}

	/**
	 * Waits for a permit. The waiter may be told of it before this returns.
	 * @param waiter who waits
	 * @param half whether to wait only if the queue is less than half full
	 * @return whether there was room in the queue
	 */
	boolean await(Waiter waiter, boolean half) {
		synchronized (this.queue) {
			boolean room = !half || this.queue.size() < this.queue.total() / 2;
			if (!room || !this.queue.offer(waiter)) {
				return false;
			}
			this.waiting = this.queue.size();
		}
		grant();
		return true;
	}

	/**
	 * Gives up waiting.
	 * @param waiter who waited
	 * @return whether it did still wait; if not, it has a permit or has given up before
	 */
	boolean giveUp(Waiter waiter) {
		synchronized (this.queue) {
			boolean waited = this.queue.remove(waiter);
			this.waiting = this.queue.size();
			return waited;
		}
	}

	/**
	 * Gives a permit back.
	 * @param overloaded whether the request ended because whoever served it has too much
	 * to do
	 * @param now the time, in nanoseconds
	 */
	void leave(boolean overloaded, long now) {
		this.limit.ended(overloaded, this.inFlight.getAndDecrement(), now);
		grant();
	}

	/**
	 * The first content of a request with a permit has come.
	 * @param nanos how long it took, in nanoseconds
	 * @param now the time, in nanoseconds
	 */
	void firstToken(long nanos, long now) {
		this.limit.firstToken(nanos, this.inFlight.get(), now);
		grant();
	}

	/** Waiters are told without the lock being held. */
	private void grant() {
		if (this.waiting == 0) {
			return;
		}
		List<Waiter> granted = new ArrayList<>(1);
		synchronized (this.queue) {
			while (this.queue.size() > 0 && take()) {
				if (this.queue.poll() instanceof Waiter waiter) {
					granted.add(waiter);
				}
			}
			this.waiting = this.queue.size();
		}
		for (int i = 0; i < granted.size(); i++) {
			granted.get(i).granted();
		}
	}

	ConcurrencyLimit limit() {
		return this.limit;
	}

	int inFlight() {
		return this.inFlight.get();
	}

	int waiting() {
		return this.waiting;
	}

	int waitingTenants() {
		synchronized (this.queue) {
			return this.queue.tenants();
		}
	}

	/**
	 * The time to the first token where nobody waits.
	 * @return nanoseconds, or {@code null} where the limit does not measure it
	 */
	@Nullable Long baseline() {
		return (this.limit instanceof GradientLimit gradient) ? gradient.baseline() : null;
	}

	/**
	 * Someone who waits for a permit.
	 */
	abstract static class Waiter extends FairQueue.Waiter {

		Waiter(String tenant) {
			super(tenant);
		}

		/**
		 * A permit was taken for the waiter; called on any thread, once, unless the
		 * waiter has given up before.
		 */
		abstract void granted();

	}

}
