package org.llmgateway.route;

import java.util.concurrent.Executor;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that the answer of a request is written on; steps that come on it happen
 * at once.
 *
 * @param loop the event loop of the client's connection, or {@code null} where every
 * thread will do
 */
record ClientThread(@Nullable EventLoop loop) implements Executor {

	@Override
	public void execute(Runnable step) {
		if (this.loop == null || this.loop.inEventLoop()) {
			step.run();
		}
		else {
			this.loop.execute(step);
		}
	}

}
