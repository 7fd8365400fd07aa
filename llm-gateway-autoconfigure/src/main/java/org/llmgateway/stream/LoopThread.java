package org.llmgateway.stream;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that a delivery happens on.
 *
 * @param loop the event loop, or {@code null} where there is none and every thread will
 * do
 */
record LoopThread(@Nullable EventLoop loop) {

	boolean isHere() {
		return this.loop == null || this.loop.inEventLoop();
	}

	/**
	 * Runs a step there: at once if this is the thread.
	 * @param step the step
	 */
	void run(Runnable step) {
		if (this.loop == null || this.loop.inEventLoop()) {
			step.run();
		}
		else {
			this.loop.execute(step);
		}
	}

}
