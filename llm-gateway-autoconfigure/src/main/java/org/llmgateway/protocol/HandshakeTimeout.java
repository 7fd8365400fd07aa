package org.llmgateway.protocol;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Drops a connection whose handshake does not end in time.
 */
abstract class HandshakeTimeout extends ChannelInboundHandlerAdapter {

	private final Duration timeout;

	private @Nullable ScheduledFuture<?> timer;

	HandshakeTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.timer = ctx.executor().schedule(() -> ctx.close(), this.timeout.toMillis(), TimeUnit.MILLISECONDS);
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

	private void cancel() {
		ScheduledFuture<?> scheduled = this.timer;
		if (scheduled != null) {
			this.timer = null;
			scheduled.cancel(false);
		}
	}

}
