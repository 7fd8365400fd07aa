package org.llmgateway.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/**
 * Drops, before QUIC's codec keeps or answers anything, what asks for a connection in a
 * datagram below 1200 bytes (RFC 9000, sections 5.2.2 and 14.1): it would be answered
 * with more than it has sent.
 */
@Sharable
final class QuicDatagramGuard extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.quic.datagrams";

	/** The smallest datagram that may ask for a connection. */
	static final int LEAST = 1200;

	private static final int VERSION_1 = 1;

	private final QuicConnections connections;

	QuicDatagramGuard(QuicConnections connections) {
		this.connections = connections;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof DatagramPacket packet && isTooShort(packet.content())) {
			this.connections.shortDatagram();
			packet.release();
			return;
		}
		ctx.fireChannelRead(msg);
	}

	private static boolean isTooShort(ByteBuf datagram) {
		int length = datagram.readableBytes();
		if (length >= LEAST || length == 0) {
			return false;
		}
		int first = datagram.getByte(datagram.readerIndex());
		if ((first & 0x80) == 0) {
			return false;
		}
		boolean initial = (first & 0x30) == 0;
		return length < 1 + Integer.BYTES || initial || datagram.getInt(datagram.readerIndex() + 1) != VERSION_1;
	}

}
