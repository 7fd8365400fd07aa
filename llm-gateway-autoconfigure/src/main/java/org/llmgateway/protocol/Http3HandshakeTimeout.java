package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.channel.ChannelHandlerContext;

/**
 * Drops a QUIC connection whose handshake does not end in time; QUIC's own idle time-out
 * never fires while a client keeps sending.
 */
final class Http3HandshakeTimeout extends HandshakeTimeout {

	static final String NAME = "llm.h3.handshake";

	Http3HandshakeTimeout(Duration timeout) {
		super(timeout);
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		ctx.fireChannelActive();
		ctx.pipeline().remove(this);
	}

}
