package org.llmgateway.stream;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Says when a stream has been silent for the period of a heartbeat. It looks once in a
 * period and not at each chunk. On the event loop.
 */
final class HeartbeatTimer implements Runnable {

	private final @Nullable EventLoop eventLoop;

	private final long period;

	private final LongSupplier nanoClock;

	private final Runnable silent;

	private long lastSent;

	private @Nullable ScheduledFuture<?> next;

	/**
	 * Prepares a timer.
	 * @param eventLoop where the stream lives; without one nothing is timed
	 * @param period in nanoseconds; 0 for no heartbeat
	 * @param nanoClock the time in nanoseconds
	 * @param silent run after each period of silence
	 */
	HeartbeatTimer(@Nullable EventLoop eventLoop, long period, LongSupplier nanoClock, Runnable silent) {
		this.eventLoop = eventLoop;
		this.period = period;
		this.nanoClock = nanoClock;
		this.silent = silent;
	}

	void start() {
		sent();
		schedule(this.period);
	}

	/**
	 * Something was sent: silence begins anew.
	 */
	void sent() {
		if (this.period > 0) {
			this.lastSent = this.nanoClock.getAsLong();
		}
	}

	private void schedule(long nanos) {
		if (this.period > 0 && this.eventLoop != null) {
			this.next = this.eventLoop.schedule(this, nanos, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void run() {
		long now = this.nanoClock.getAsLong();
		long left = this.period - (now - this.lastSent);
		if (left <= 0) {
			left = this.period;
			this.silent.run();
		}
		if (this.next != null) {
			schedule(left);
		}
	}

	void stop() {
		ScheduledFuture<?> pending = this.next;
		this.next = null;
		if (pending != null) {
			pending.cancel(false);
		}
	}

}
