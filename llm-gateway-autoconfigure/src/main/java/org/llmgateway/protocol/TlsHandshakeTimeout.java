package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Closes a TCP connection whose TLS handshake does not end in time, counted from its
 * first moment: a client that never says hello counts too.
 */
final class TlsHandshakeTimeout extends HandshakeTimeout {

	static final String NAME = "llm.tls-handshake-timeout";

	private final GuardCounts counts;

	TlsHandshakeTimeout(Duration timeout, GuardCounts counts) {
		super(timeout);
		this.counts = counts;
	}

	@Override
	void expired() {
		this.counts.add(GuardReason.HANDSHAKE_TIMEOUT);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		ctx.fireUserEventTriggered(event);
		if (event instanceof SslHandshakeCompletionEvent) {
			ctx.pipeline().remove(this);
		}
	}

}
