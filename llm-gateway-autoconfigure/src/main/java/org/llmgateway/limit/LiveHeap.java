package org.llmgateway.limit;

import java.util.Arrays;

/**
 * How much of the heap is alive, as far as its collections tell.
 *
 * <p>
 * After a collection of everything what is used is alive. After one of the young part the
 * young part is alive, but the old one holds garbage among what was promoted: at most it
 * is all alive. Of that the estimate takes the smallest share that the last
 * {@value #PROOFS} collections of the old part have found alive of what had been promoted
 * to it: about 0 where a healthy heap fills and empties, about 1 where something leaks.
 * With {@code b} used in the old part after its last collection, {@code o} now, {@code y}
 * in the young part and the share {@code s}, {@code b + s·(o - b) + y} is proven and
 * {@code o + y} possible.
 *
 * <p>
 * Garbage First collects its old part in pieces. The last piece settles {@code b}; so do
 * {@value #PATIENCE} young collections after a marking, since a piece would have followed
 * had there been garbage. And it keeps a tenth of the heap free by its own plan: where
 * there is less, memory is short whatever holds it.
 */
final class LiveHeap {

	private static final int PROOFS = 3;

	private static final int PATIENCE = 3;

	private static final double RESERVE = 0.9;

	/** A rise that renews a proof; the heap of a gateway that idles rises by less. */
	private static final double RISE = 0.005;

	private final long limit;

	private final boolean garbageFirst;

	private final double[] shares = new double[PROOFS];

	private int proofs;

	/** Use of the old part after its last collection; -1 before the first. */
	private long base = -1;

	/** The most that the old part has held since. */
	private long peak;

	private long last;

	/** What the last piece of a collection in pieces has left; -1 for none. */
	private long piece = -1;

	/** What the last marking has left. */
	private long marked;

	private int patience;

	private double proven;

	private double possible;

	private long at;

	/** What was proven at that time. */
	private double then;

	/**
	 * Creates a heap that nothing is known of.
	 * @param limit the most that it may hold, in bytes
	 * @param garbageFirst whether its collector is Garbage First
	 * @param now the time, in nanoseconds
	 */
	LiveHeap(long limit, boolean garbageFirst, long now) {
		this.limit = Math.max(1, limit);
		this.garbageFirst = garbageFirst;
		this.at = now;
	}

	synchronized void collected(Collected collected, long now) {
		this.peak = Math.max(this.peak, Math.max(collected.oldBefore(), collected.oldAfter()));
		switch (collected.kind()) {
			case FULL -> settle(collected.oldAfter());
			case MIXED -> {
				this.piece = collected.oldAfter();
				this.patience = 0;
			}
			case MARKED -> marked(collected.oldAfter());
			case YOUNG -> young(collected);
		}
		if (collected.kind() != Collected.Kind.MARKED) {
			estimate(collected, now);
		}
		this.last = collected.oldAfter();
	}

	private void marked(long old) {
		this.marked = old;
		this.patience = PATIENCE;
	}

	/** Whether what was looked for in the old part has ended. */
	private void young(Collected collected) {
		if (this.piece > collected.oldAfter()) {
			// One more piece, or a part of one that was not told of.
			this.piece = collected.oldAfter();
		}
		else if (this.piece >= 0) {
			settle(this.piece);
		}
		else if (this.patience > 0 && --this.patience == 0) {
			settle(this.marked);
		}
		if (this.garbageFirst && collected.oldBefore() < this.last - step()) {
			// It shrank by itself: a marking has found regions without any life.
			marked(collected.oldBefore());
		}
	}

	private long step() {
		return this.limit / 50;
	}

	private void settle(long old) {
		if (this.base >= 0 && this.peak - this.base > step()) {
			double share = (double) (old - this.base) / (this.peak - this.base);
			this.shares[this.proofs++ % PROOFS] = Math.max(0, Math.min(1, share));
		}
		this.base = old;
		this.peak = old;
		this.piece = -1;
		this.patience = 0;
	}

	private void estimate(Collected collected, long now) {
		long old = collected.oldAfter();
		if (this.base > old) {
			this.base = old;
		}
		double alive = (this.base >= 0) ? this.base + share() * (old - this.base) : 0;
		long young = Math.max(0, collected.youngAfter() - collected.allocated());
		this.proven = (alive + young) / this.limit;
		this.possible = (double) (old + collected.youngAfter()) / this.limit;
		boolean scarce = this.garbageFirst && this.possible >= RESERVE;
		if (scarce) {
			this.proven = this.possible;
		}
		this.then = Math.min(this.then, this.proven);
		if (scarce || collected.kind() == Collected.Kind.FULL || this.proven >= this.then + RISE) {
			this.at = now;
			this.then = this.proven;
		}
	}

	private double share() {
		return (this.proofs < PROOFS) ? 0 : Arrays.stream(this.shares).min().orElse(0);
	}

	synchronized Reading reading() {
		return new Reading(this.proven, this.possible, this.at);
	}

}
