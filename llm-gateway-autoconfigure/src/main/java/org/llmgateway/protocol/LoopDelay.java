package org.llmgateway.protocol;

/**
 * How late a task that should run at an interval does run, and whether it has stopped
 * running.
 * <p>
 * One thread beats, another one looks; both pass the same monotonic clock.
 */
final class LoopDelay {

	private final long intervalNanos;

	private final long blockedNanos;

	private volatile long lastBeat;

	private volatile long lastDelay;

	private volatile long longestDelay;

	private volatile long lastBlock;

	/** The beat after which the block began that has been told. */
	private long toldBeat;

	private boolean told;

	private volatile long blocks;

	/**
	 * Begins with a beat.
	 * @param intervalNanos when the next beat is due after each, in nanoseconds
	 * @param blockedNanos how late a beat may be, in nanoseconds
	 * @param now the time in nanoseconds
	 */
	LoopDelay(long intervalNanos, long blockedNanos, long now) {
		this.intervalNanos = intervalNanos;
		this.blockedNanos = blockedNanos;
		this.lastBeat = now;
	}

	/**
	 * Called by the thread that is watched, and by no other.
	 * @param now the time in nanoseconds
	 * @return how late it is, in nanoseconds
	 */
	long beat(long now) {
		long delay = lateness(now);
		this.lastDelay = delay;
		if (delay > this.longestDelay) {
			this.longestDelay = delay;
		}
		if (delay >= this.blockedNanos) {
			this.lastBlock = delay;
		}
		this.lastBeat = now;
		return delay;
	}

	/**
	 * Called by the thread that watches, and by no other.
	 * @param now the time in nanoseconds
	 * @return what is new since the last look
	 */
	Sight look(long now) {
		long beat = this.lastBeat;
		if (this.told && beat != this.toldBeat) {
			this.told = false;
			return Sight.GOES_ON;
		}
		if (!this.told && now - beat - this.intervalNanos >= this.blockedNanos) {
			this.told = true;
			this.toldBeat = beat;
			this.blocks = this.blocks + 1;
			return Sight.BLOCKED;
		}
		return Sight.NOTHING_NEW;
	}

	/** How late the next beat is, in nanoseconds; 0 if it is not due. */
	long lateness(long now) {
		return Math.max(0, now - this.lastBeat - this.intervalNanos);
	}

	/** How late the last beat was, in nanoseconds. */
	long last() {
		return this.lastDelay;
	}

	/** How late the latest beat was, in nanoseconds. */
	long longest() {
		return this.longestDelay;
	}

	/** How late the beat was that ended the last block, in nanoseconds. */
	long lastBlock() {
		return this.lastBlock;
	}

	/** How often a block has been seen. */
	long blocks() {
		return this.blocks;
	}

	/**
	 * What a look shows.
	 */
	enum Sight {

		/** All is as it was. */
		NOTHING_NEW,

		/** A block is seen for the first time. */
		BLOCKED,

		/** The block that was seen is over. */
		GOES_ON

	}

}
