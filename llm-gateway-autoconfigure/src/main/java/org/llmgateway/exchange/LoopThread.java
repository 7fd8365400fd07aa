package org.llmgateway.exchange;

import java.util.concurrent.Executor;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that the steps of a request happen on.
 *
 * @param loop the event loop, or {@code null} where there is none and every thread will
 * do
 */
public record LoopThread(@Nullable EventLoop loop) implements Executor {

	/**
	 * Whether a step may happen at once.
	 * @return {@code true} on the event loop's thread, and where the loop takes no more
	 */
	public boolean isHere() {
		return this.loop == null || this.loop.inEventLoop() || this.loop.isShuttingDown();
	}

	/**
	 * Runs a step on the thread: at once if this is it.
	 * @param step the step
	 */
	@Override
	public void execute(Runnable step) {
		EventLoop elsewhere = isHere() ? null : this.loop;
		if (elsewhere == null) {
			step.run();
		}
		else {
			elsewhere.execute(step);
		}
	}

}
