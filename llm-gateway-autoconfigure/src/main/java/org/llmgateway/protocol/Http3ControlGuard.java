package org.llmgateway.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts what a client sends on a unidirectional stream, which is never a request:
 * settings, QPACK instructions, frames and streams of types that nobody knows.
 * <p>
 * Stands first in the stream's pipeline. What breaks the protocol there closes the
 * connection without being logged, each time, with its stack trace. Reactor Netty's
 * streams are read on demand, and nobody demands these: without this nothing on them is
 * ever read, neither the settings nor a breach.
 */
final class Http3ControlGuard extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.h3.control";

	private static final String BREACHES = "llm.h3.control-breaches";

	private static final Log logger = LogFactory.getLog(Http3ControlGuard.class);

	private static final int QPACK_ENCODER = 0x02;

	private static final int QPACK_DECODER = 0x03;

	private final Http3Connection connection;

	/** The first byte of the stream, which is its type if anybody knows it. */
	private int type = -1;

	Http3ControlGuard(Http3Connection connection) {
		this.connection = connection;
	}

	@Override
	public void channelRegistered(ChannelHandlerContext ctx) {
		ctx.pipeline().addLast(BREACHES, new Breaches());
		ctx.fireChannelRegistered();
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		ctx.fireChannelActive();
		readOn(ctx);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		ctx.fireChannelReadComplete();
		readOn(ctx);
	}

	private Http3ErrorCode breach() {
		return switch (this.type) {
			case QPACK_ENCODER -> Http3ErrorCode.QPACK_ENCODER_STREAM_ERROR;
			case QPACK_DECODER -> Http3ErrorCode.QPACK_DECODER_STREAM_ERROR;
			default -> Http3ErrorCode.H3_FRAME_ERROR;
		};
	}

	private static void readOn(ChannelHandlerContext ctx) {
		if (!ctx.channel().config().isAutoRead()) {
			ctx.read();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (this.type < 0 && msg instanceof ByteBuf first && first.isReadable()) {
			this.type = first.getUnsignedByte(first.readerIndex());
		}
		if (msg instanceof ByteBuf bytes && !this.connection.sentControl(bytes.readableBytes())) {
			ReferenceCountUtil.release(msg);
			return;
		}
		ctx.fireChannelRead(msg);
	}

	/**
	 * Stands behind the codecs.
	 */
	private final class Breaches extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			logger.debug("HTTP/3 connection error", cause);
			if (cause instanceof QuicStreamResetException) {
				ctx.close();
			}
			else if (!(cause instanceof Http3Exception)) {
				// Of an Http3Exception the codec has told the client already.
				((QuicChannel) ctx.channel().parent()).close(true, breach().code(), Unpooled.EMPTY_BUFFER);
			}
		}

	}

}
