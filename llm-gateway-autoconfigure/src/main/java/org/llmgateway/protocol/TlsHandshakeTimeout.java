package org.llmgateway.protocol;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Closes a TCP connection whose TLS handshake does not end in time, counted from its
 * first moment: a client that never says hello counts too.
 */
final class TlsHandshakeTimeout extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.tls-handshake-timeout";

	private final Duration timeout;

	private @Nullable ScheduledFuture<?> timer;

	TlsHandshakeTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.timer = ctx.executor().schedule(() -> ctx.close(), this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		ctx.fireUserEventTriggered(event);
		if (event instanceof SslHandshakeCompletionEvent) {
			ctx.pipeline().remove(this);
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

	private void cancel() {
		ScheduledFuture<?> scheduled = this.timer;
		if (scheduled != null) {
			this.timer = null;
			scheduled.cancel(false);
		}
	}

}
