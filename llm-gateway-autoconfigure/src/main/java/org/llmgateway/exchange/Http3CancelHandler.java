package org.llmgateway.exchange;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;

/**
 * Tells an HTTP/3 server that its answer is no longer wanted: closing the client's stream
 * before the answer has ended sends STOP_SENDING and, if the request is still being sent,
 * RESET_STREAM, both with {@code H3_REQUEST_CANCELLED} (RFC 9114, section 4.1.1).
 * <p>
 * Without it the stream only gets a FIN, the server never learns of the cancellation and
 * goes on generating. The reverse is mended too: a stream that the server resets is
 * closed, where Netty's codec would only log the reset and leave the answer hanging.
 * Stands first in the pipeline of a client's request stream; holds no state and no
 * buffer, so one instance serves all streams of all event loops.
 */
@Sharable
public final class Http3CancelHandler extends ChannelDuplexHandler {

	/**
	 * Name of the handler in a pipeline.
	 */
	public static final String NAME = "llm.h3.cancel";

	/**
	 * The one instance.
	 */
	public static final Http3CancelHandler INSTANCE = new Http3CancelHandler();

	private Http3CancelHandler() {
	}

	/**
	 * Closes the UDP socket of a connection with it, also where its handshake has failed:
	 * Reactor Netty opens one for each connection and leaves it open, with its buffers,
	 * for ever. For {@code doOnChannelInit} of a client.
	 * @param channel a connection; others are left alone
	 */
	public static void closeSocketWith(Channel channel) {
		if (channel instanceof QuicChannel connection) {
			connection.closeFuture().addListener((closed) -> connection.parent().close());
		}
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		if (ctx.channel() instanceof QuicStreamChannel stream && stream.isActive() && !stream.isInputShutdown()) {
			int code = Http3ErrorCode.H3_REQUEST_CANCELLED.code();
			stream.shutdownInput(code);
			if (!stream.isOutputShutdown()) {
				stream.shutdownOutput(code);
			}
		}
		ctx.close(promise);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (cause instanceof QuicStreamResetException) {
			ctx.channel().close();
		}
		else {
			ctx.fireExceptionCaught(cause);
		}
	}

}
