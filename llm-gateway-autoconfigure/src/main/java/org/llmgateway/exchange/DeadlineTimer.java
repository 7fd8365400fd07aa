package org.llmgateway.exchange;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.GatewayError;

/**
 * Looks at the clocks of a stream when one of them may have run out, and not at each
 * read: a stream of a thousand events costs a timer or two. All of it happens on the
 * event loop.
 */
public final class DeadlineTimer implements Runnable {

	private final StreamDeadlines deadlines;

	private final EventExecutor eventLoop;

	private final LongSupplier nanoClock;

	private final Consumer<GatewayError> expired;

	private @Nullable ScheduledFuture<?> next;

	private boolean stopped;

	/**
	 * Prepares a timer, which {@link #start()} sets going.
	 * @param deadlines the clocks
	 * @param eventLoop where the stream lives
	 * @param nanoClock the time in nanoseconds, the same that the clocks are told
	 * @param expired told once of the clock that has run out, on the event loop
	 */
	public DeadlineTimer(StreamDeadlines deadlines, EventExecutor eventLoop, LongSupplier nanoClock,
			Consumer<GatewayError> expired) {
		this.deadlines = deadlines;
		this.eventLoop = eventLoop;
		this.nanoClock = nanoClock;
		this.expired = expired;
	}

	/**
	 * Begins to look.
	 */
	public void start() {
		schedule(this.deadlines.left(this.nanoClock.getAsLong()));
	}

	private void schedule(long left) {
		if (left != Long.MAX_VALUE) {
			this.next = this.eventLoop.schedule(this, left, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void run() {
		if (this.stopped) {
			return;
		}
		long now = this.nanoClock.getAsLong();
		GatewayError error = this.deadlines.expired(now);
		if (error == null) {
			schedule(Math.max(1, this.deadlines.left(now)));
			return;
		}
		stop();
		this.expired.accept(error);
	}

	/**
	 * The stream has ended; nothing will be told any more.
	 */
	public void stop() {
		this.stopped = true;
		ScheduledFuture<?> pending = this.next;
		this.next = null;
		if (pending != null) {
			pending.cancel(false);
		}
	}

}
