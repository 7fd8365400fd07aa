package org.llmgateway.limit;

import java.util.concurrent.atomic.LongAdder;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * Counts what the fair queue did: how long requests waited, and which were refused. All
 * times are nanoseconds of one clock.
 */
final class QueueCounts {

	/** For how long after a refusal the limit counts as refusing. */
	private static final long RECENT = 5_000_000_000L;

	private final LongAdder full = new LongAdder();

	private final LongAdder late = new LongAdder();

	private final LongAdder waits = new LongAdder();

	private final LongAdder waited = new LongAdder();

	private volatile long last;

	/**
	 * Refuses a request that found the queue full.
	 * @param now the time
	 * @return the error for the caller
	 */
	GatewayException queueFull(long now) {
		this.full.increment();
		this.last = now;
		return error("queue-full: as many requests wait as may");
	}

	/**
	 * Refuses a request that has waited for too long.
	 * @param now the time
	 * @return the error for the caller
	 */
	GatewayException queueTimeout(long now) {
		this.late.increment();
		this.last = now;
		return error("queue-timeout: no request ended in time for this one to begin");
	}

	private static GatewayException error(String reason) {
		return new GatewayException(GatewayError.OVERLOADED, "The gateway has too much to do (" + reason + ")")
			.with("Retry-After", "1");
	}

	/**
	 * A request has waited.
	 * @param nanos how long, whether or not it went on then
	 */
	void waited(long nanos) {
		this.waits.increment();
		this.waited.add(nanos);
	}

	long full() {
		return this.full.sum();
	}

	long late() {
		return this.late.sum();
	}

	long waits() {
		return this.waits.sum();
	}

	long waitedNanos() {
		return this.waited.sum();
	}

	/**
	 * Whether a request was refused of late.
	 * @param now the time
	 * @return {@code true} if so
	 */
	boolean isRecent(long now) {
		return (full() > 0 || late() > 0) && now - this.last < RECENT;
	}

}
