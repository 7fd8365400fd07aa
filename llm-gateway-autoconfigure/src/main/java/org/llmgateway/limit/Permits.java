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

	/** Its lock is that of both queues. */
	private final FairQueue queue;

	private final FairQueue critical;

	private final AtomicInteger inFlight = new AtomicInteger();

	/** The size of both queues, written under the lock. */
	private volatile int waiting;

	/**
	 * Creates permits that are all free.
	 * @param limit how many there are
	 * @param queue where to wait for one
	 */
	Permits(ConcurrencyLimit limit, FairQueue queue) {
		this(limit, queue, new FairQueue(0, 0, (tenant) -> 1));
	}

	/**
	 * Creates permits that are all free.
	 * @param limit how many there are
	 * @param queue where to wait for one
	 * @param critical where those wait who come first
	 */
	Permits(ConcurrencyLimit limit, FairQueue queue, FairQueue critical) {
		this.limit = limit;
		this.queue = queue;
		this.critical = critical;
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
			if (!room || !queueOf(waiter).offer(waiter)) {
				return false;
			}
			countWaiting();
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
			boolean waited = queueOf(waiter).remove(waiter);
			countWaiting();
			return waited;
		}
	}

	private FairQueue queueOf(Waiter waiter) {
		return waiter.critical ? this.critical : this.queue;
	}

	private void countWaiting() {
		this.waiting = this.queue.size() + this.critical.size();
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
			while (this.queue.size() + this.critical.size() > 0 && take()) {
				FairQueue next = (this.critical.size() > 0) ? this.critical : this.queue;
				if (next.poll() instanceof Waiter waiter) {
					granted.add(waiter);
				}
			}
			countWaiting();
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
			return this.queue.tenants() + this.critical.tenants();
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

		private final boolean critical;

		/**
		 * Creates a waiter.
		 * @param tenant whose it is
		 * @param critical whether it comes before those that are not
		 */
		Waiter(String tenant, boolean critical) {
			super(tenant);
			this.critical = critical;
		}

		/**
		 * A permit was taken for the waiter; called on any thread, once, unless the
		 * waiter has given up before.
		 */
		abstract void granted();

	}

}
