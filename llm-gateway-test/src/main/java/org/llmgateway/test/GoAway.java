package org.llmgateway.test;

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * A GOAWAY on one connection with a PING behind it, whose answer says that the client has
 * read both.
 */
final class GoAway extends ChannelInboundHandlerAdapter {

	private static final long PING = 0x676f_6177_6179L;

	private final CompletableFuture<Void> read = new CompletableFuture<>();

	/**
	 * Sends it; of a connection that is not HTTP/2 it is done at once.
	 * @param connection the connection
	 * @param refused how many of the newest requests were not taken
	 * @return done when the client has read it, or the connection is closed
	 */
	static CompletableFuture<Void> send(Channel connection, int refused) {
		GoAway goAway = new GoAway();
		connection.eventLoop().execute(() -> goAway.write(connection, refused));
		return goAway.read;
	}

	private void write(Channel connection, int refused) {
		ChannelHandlerContext codec = connection.pipeline().context(Http2FrameCodec.class);
		if (codec == null || !connection.isActive()) {
			this.read.complete(null);
			return;
		}
		connection.pipeline().addAfter(codec.name(), null, this);
		Http2FrameCodec frames = (Http2FrameCodec) codec.handler();
		int last = frames.connection().remote().lastStreamCreated();
		// The streams of a client have odd numbers.
		frames.goAway(codec, Math.max(0, last - 2 * refused), Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER,
				codec.newPromise());
		connection.pipeline().context(this).writeAndFlush(new DefaultHttp2PingFrame(PING));
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (message instanceof Http2PingFrame ping && ping.ack() && ping.content() == PING) {
			ReferenceCountUtil.release(message);
			ctx.pipeline().remove(this);
			this.read.complete(null);
			return;
		}
		ctx.fireChannelRead(message);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.read.complete(null);
		ctx.fireChannelInactive();
	}

}
