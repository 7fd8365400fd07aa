package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.PromiseNotifier;

/**
 * Sends the end of an HTTP/3 message on its last bytes: a FIN that comes alone is
 * forgotten by QUIC's implementation when the bytes before it are acknowledged first
 * (cloudflare/quiche, issue 2525), and the message never ends.
 * <p>
 * Stands before the frame codec of a request stream.
 */
final class Http3EndHandler extends ChannelOutboundHandlerAdapter {

	private final List<ByteBuf> bytes = new ArrayList<>();

	private final List<ChannelPromise> promises = new ArrayList<>();

	private boolean ending;

	/** What is written from now on is the last. */
	void begin() {
		this.ending = true;
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (this.ending && msg instanceof ByteBuf buffer) {
			this.bytes.add(buffer);
			this.promises.add(promise);
		}
		else {
			ctx.write(msg, promise);
		}
	}

	/**
	 * Writes the last.
	 * @param stream the stream that it stands in
	 * @param last what was written last
	 * @return ends with what was written
	 */
	ChannelFuture end(QuicStreamChannel stream, ChannelFuture last) {
		this.ending = false;
		if (this.bytes.isEmpty()) {
			// Headers that wait for the peer's settings.
			return last.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
		}
		ChannelHandlerContext ctx = stream.pipeline().context(this);
		ChannelPromise promise = ctx.newPromise();
		promise.addListener(new PromiseNotifier<>(this.promises.toArray(ChannelPromise[]::new)));
		ByteBuf all = Unpooled.wrappedBuffer(this.bytes.toArray(ByteBuf[]::new));
		this.bytes.clear();
		this.promises.clear();
		return ctx.write(new DefaultQuicStreamFrame(all, true), promise);
	}

}
