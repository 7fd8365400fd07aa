package org.llmgateway.protocol;

import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One event loop with the task that tells that it runs.
 */
final class WatchedLoop {

	private final EventExecutor loop;

	private final LoopDelay delay;

	private volatile @Nullable Thread thread;

	private volatile @Nullable ScheduledFuture<?> task;

	WatchedLoop(EventExecutor loop, LoopDelay delay) {
		this.loop = loop;
		this.delay = delay;
	}

	void begin(long intervalNanos, LoopWatch.DelayListener listener) {
		// Not with the first beat, before which it may be blocked.
		this.loop.execute(() -> this.thread = Thread.currentThread());
		this.task = this.loop.scheduleWithFixedDelay(() -> listener.delayed(name(), this.delay.beat(System.nanoTime())),
				intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
	}

	void end() {
		ScheduledFuture<?> scheduled = this.task;
		if (scheduled != null) {
			scheduled.cancel(false);
		}
	}

	LoopDelay delay() {
		return this.delay;
	}

	/** The name of its thread, once it has run. */
	String name() {
		Thread known = this.thread;
		return (known != null) ? known.getName() : "not yet run";
	}

	/** What it is doing now, a line for each frame. */
	String stack() {
		Thread known = this.thread;
		StringBuilder text = new StringBuilder();
		if (known != null) {
			for (StackTraceElement frame : known.getStackTrace()) {
				text.append("\n\tat ").append(frame);
			}
		}
		return text.toString();
	}

}
