package org.llmgateway.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

/**
 * A bounded queue in which tenants take turns: deficit round robin after Shreedhar and
 * Varghese (1995), where all that is waited for is of one size, so that the deficit of a
 * tenant is the number of its waiters that its turn still has room for.
 *
 * <p>
 * A tenant's turn lets as many of its waiters pass as its weight says, in the order in
 * which they came. Then the next tenant has its turn. A tenant that has just come is the
 * last to have one, so a waiter at the head of its tenant waits for no more than one turn
 * of each other tenant, however many wait there. Every operation takes the same time,
 * whatever waits. Only tenants with waiters have state, so there is no more of it than
 * there are waiters. Used by one thread at a time.
 */
final class FairQueue {

	private final int perTenant;

	private final int total;

	private final ToIntFunction<String> weights;

	private final Map<String, Line> lines = new HashMap<>();

	/** The tenant whose turn it is; the others follow in a ring. */
	private @Nullable Line turn;

	private int size;

	/**
	 * Creates an empty queue.
	 * @param perTenant how many waiters a tenant may have
	 * @param total how many there may be in all
	 * @param weights how many waiters pass in one turn of a tenant, at least 1
	 */
	FairQueue(int perTenant, int total, ToIntFunction<String> weights) {
		this.perTenant = perTenant;
		this.total = total;
		this.weights = weights;
	}

	/**
	 * Lets a waiter wait, the last of its tenant.
	 * @param waiter a waiter that waits nowhere
	 * @return whether there was room
	 */
	boolean offer(Waiter waiter) {
		if (this.size >= this.total || this.perTenant == 0) {
			return false;
		}
		Line line = this.lines.get(waiter.tenant);
		if (line == null) {
			line = new Line(waiter.tenant, this.weights.applyAsInt(waiter.tenant));
			this.lines.put(waiter.tenant, line);
			this.turn = line.joinBefore(this.turn);
		}
		else if (line.size >= this.perTenant) {
			return false;
		}
		line.add(waiter);
		this.size++;
		return true;
	}

	/**
	 * Takes out the waiter whose turn it is.
	 * @return the waiter, or {@code null} if nobody waits
	 */
	@Nullable Waiter poll() {
		Line line = this.turn;
		if (line == null) {
			return null;
		}
		Waiter first = line.first;
		if (first == null) {
			throw new IllegalStateException("A tenant without waiters has a turn");
		}
		line.left--;
		take(line, first);
		if (line.left == 0 && line.size > 0) {
			line.left = line.weight;
			this.turn = line.next;
		}
		return first;
	}

	/**
	 * Takes out a waiter before its turn.
	 * @param waiter the waiter
	 * @return whether it did still wait
	 */
	boolean remove(Waiter waiter) {
		Line line = waiter.line;
		if (line == null) {
			return false;
		}
		take(line, waiter);
		return true;
	}

	private void take(Line line, Waiter waiter) {
		line.remove(waiter);
		this.size--;
		if (line.size == 0) {
			this.lines.remove(line.tenant);
			this.turn = line.leave(this.turn);
		}
	}

	int size() {
		return this.size;
	}

	int total() {
		return this.total;
	}

	/**
	 * How many tenants have waiters.
	 * @return all the tenants that there is state of
	 */
	int tenants() {
		return this.lines.size();
	}

	/**
	 * Someone who waits.
	 */
	static class Waiter {

		private final String tenant;

		/** Where it waits, if it does. */
		private @Nullable Line line;

		private @Nullable Waiter before;

		private @Nullable Waiter after;

		Waiter(String tenant) {
			this.tenant = tenant;
		}

		final String tenant() {
			return this.tenant;
		}

	}

	/**
	 * The waiters of one tenant, and its place in the ring.
	 */
	private static final class Line {

		private final String tenant;

		private final int weight;

		/** How many waiters may still pass in this turn. */
		private int left;

		private int size;

		private @Nullable Waiter first;

		private @Nullable Waiter last;

		private Line previous = this;

		private Line next = this;

		Line(String tenant, int weight) {
			this.tenant = tenant;
			this.weight = Math.max(1, weight);
			this.left = this.weight;
		}

		/** Joins the ring as the last to have a turn. */
		Line joinBefore(@Nullable Line turn) {
			if (turn == null) {
				return this;
			}
			this.previous = turn.previous;
			this.next = turn;
			this.previous.next = this;
			turn.previous = this;
			return turn;
		}

		/** Leaves the ring, and says whose turn it is then. */
		@Nullable Line leave(@Nullable Line turn) {
			Line following = (this.next != this) ? this.next : null;
			this.previous.next = this.next;
			this.next.previous = this.previous;
			return (turn == this) ? following : turn;
		}

		void add(Waiter waiter) {
			waiter.line = this;
			waiter.before = this.last;
			if (this.last != null) {
				this.last.after = waiter;
			}
			else {
				this.first = waiter;
			}
			this.last = waiter;
			this.size++;
		}

		void remove(Waiter waiter) {
			Waiter before = waiter.before;
			Waiter after = waiter.after;
			if (before != null) {
				before.after = after;
			}
			else {
				this.first = after;
			}
			if (after != null) {
				after.before = before;
			}
			else {
				this.last = before;
			}
			waiter.line = null;
			waiter.before = null;
			waiter.after = null;
			this.size--;
		}

	}

}
