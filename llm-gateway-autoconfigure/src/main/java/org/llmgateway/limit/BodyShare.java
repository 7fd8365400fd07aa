package org.llmgateway.limit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

import org.llmgateway.llm.LoadClass;

/**
 * What the body of one request has taken from the byte budget: all of it where its length
 * was declared, else what has arrived. Running it gives that back, once; what arrives
 * later takes nothing.
 */
final class BodyShare implements Runnable, IntConsumer {

	private static final long GIVEN_BACK = -1;

	private final ByteBudget budget;

	private final ShedCounts counts;

	private final LoadClass loadClass;

	private final AtomicLong taken;

	/**
	 * Keeps a share.
	 * @param budget where it was taken from
	 * @param counts counts what is refused
	 * @param loadClass the class of the request
	 * @param taken what was taken so far, in bytes
	 */
	BodyShare(ByteBudget budget, ShedCounts counts, LoadClass loadClass, long taken) {
		this.budget = budget;
		this.counts = counts;
		this.loadClass = loadClass;
		this.taken = new AtomicLong(taken);
	}

	/**
	 * A part of the body has arrived.
	 * @param bytes its size
	 */
	@Override
	public void accept(int bytes) {
		if (!this.budget.take(bytes, this.loadClass)) {
			throw this.counts.shed(ShedReason.BUDGET);
		}
		long before = this.taken.get();
		while (before != GIVEN_BACK && !this.taken.compareAndSet(before, before + bytes)) {
			before = this.taken.get();
		}
		if (before == GIVEN_BACK) {
			this.budget.giveBack(bytes);
		}
	}

	@Override
	public void run() {
		long bytes = this.taken.getAndSet(GIVEN_BACK);
		if (bytes > 0) {
			this.budget.giveBack(bytes);
		}
	}

}
