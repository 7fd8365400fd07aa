package org.llmgateway.upstream;

import io.netty.channel.EventLoop;

/**
 * Brings a step to the event loop on which all the others run.
 */
final class OnLoop {

	private OnLoop() {
	}

	/**
	 * Runs a step: at once if this is the loop's thread, or if the loop takes no more.
	 * @param eventLoop the loop
	 * @param step the step
	 */
	static void run(EventLoop eventLoop, Runnable step) {
		if (eventLoop.inEventLoop() || eventLoop.isShuttingDown()) {
			step.run();
		}
		else {
			eventLoop.execute(step);
		}
	}

}
