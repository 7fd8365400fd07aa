package org.llmgateway.protocol;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * A handler with one timer, which ends with the channel or with the handler's place in
 * it. Belongs to one channel and its event loop.
 */
abstract class TimerHandler extends ChannelDuplexHandler {

	private @Nullable ScheduledFuture<?> timer;

	/**
	 * Starts the timer, in place of one that may be running.
	 * @param ctx the handler's context
	 * @param task what to do when it ends
	 * @param nanos how long it runs
	 */
	final void schedule(ChannelHandlerContext ctx, Runnable task, long nanos) {
		cancel();
		this.timer = ctx.executor().schedule(() -> {
			this.timer = null;
			task.run();
		}, nanos, TimeUnit.NANOSECONDS);
	}

	final boolean isScheduled() {
		return this.timer != null;
	}

	final void cancel() {
		ScheduledFuture<?> scheduled = this.timer;
		if (scheduled != null) {
			this.timer = null;
			scheduled.cancel(false);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		cancel();
		ctx.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		cancel();
	}

}
