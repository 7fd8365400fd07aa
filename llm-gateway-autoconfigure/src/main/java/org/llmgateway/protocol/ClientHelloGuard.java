package org.llmgateway.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Refuses a TLS connection whose ClientHello says that it is longer than 16 KiB, with the
 * alert {@code decode_error}. Netty's SNI handler allows 16 MiB, and allocates as much as
 * is said, however little arrives.
 * <p>
 * Looks at the first nine bytes, at the places where the SNI handler does, and leaves.
 */
final class ClientHelloGuard extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.client-hello";

	private static final int MAX_LENGTH = 16 * 1024;

	private static final int HANDSHAKE_RECORD = 22;

	private static final int LENGTH_BEGIN = 6;

	private static final int LENGTH_END = 9;

	private static final byte[] DECODE_ERROR = { 21, 3, 3, 0, 2, 2, 50 };

	private final GuardCounts counts;

	private int seen;

	private int length;

	private boolean refused;

	ClientHelloGuard(GuardCounts counts) {
		this.counts = counts;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (this.refused) {
			ReferenceCountUtil.release(msg);
		}
		else if (msg instanceof ByteBuf bytes && isTooLong(bytes)) {
			bytes.release();
			this.refused = true;
			this.counts.add(GuardReason.CLIENT_HELLO);
			ctx.writeAndFlush(Unpooled.wrappedBuffer(DECODE_ERROR)).addListener(ChannelFutureListener.CLOSE);
		}
		else {
			if (this.seen == LENGTH_END) {
				ctx.pipeline().remove(this);
			}
			ctx.fireChannelRead(msg);
		}
	}

	private boolean isTooLong(ByteBuf bytes) {
		for (int i = bytes.readerIndex(); i < bytes.writerIndex() && this.seen < LENGTH_END; i++) {
			int value = bytes.getUnsignedByte(i);
			if (this.seen == 0 && value != HANDSHAKE_RECORD) {
				this.seen = LENGTH_END;
				return false;
			}
			if (this.seen >= LENGTH_BEGIN) {
				this.length = (this.length << Byte.SIZE) | value;
			}
			this.seen++;
		}
		return this.seen == LENGTH_END && this.length > MAX_LENGTH;
	}

}
