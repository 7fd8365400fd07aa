package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.channel.ChannelHandlerContext;

/**
 * Drops a connection whose handshake does not end in time.
 */
abstract class HandshakeTimeout extends TimerHandler {

	private final Duration timeout;

	HandshakeTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		schedule(ctx, () -> {
			expired();
			ctx.close();
		}, this.timeout.toNanos());
	}

	/**
	 * Called before the connection is dropped.
	 */
	void expired() {
	}

}
