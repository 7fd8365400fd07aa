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
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;

/**
 * A GOAWAY on one connection with a PING behind it, whose answer says that the client has
 * read both.
 */
final class GoAway extends ChannelInboundHandlerAdapter {

	private static final long PING = 0x676f_6177_6179L;

	private static final AttributeKey<Integer> LAST_TAKEN = AttributeKey.valueOf(GoAway.class, "lastTaken");

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

	/**
	 * Whether a stream came after the GOAWAY: its frames are to be ignored (RFC 9113,
	 * section 6.8).
	 * @param stream a stream that a client opened
	 * @return whether the client was told that it is not taken
	 */
	static boolean refuses(Http2StreamChannel stream) {
		Integer last = stream.parent().attr(LAST_TAKEN).get();
		return last != null && stream.stream().id() > last;
	}

	private void write(Channel connection, int refused) {
		ChannelHandlerContext codec = connection.pipeline().context(Http2FrameCodec.class);
		if (codec == null || !connection.isActive()) {
			this.read.complete(null);
			return;
		}
		connection.pipeline().addAfter(codec.name(), null, this);
		Http2FrameCodec frames = (Http2FrameCodec) codec.handler();
		int last = lastTaken(connection, frames.connection().remote().lastStreamCreated(), refused);
		// Past the codec's books: once it knows of its GOAWAY it takes the body of a
		// request that meets it for a connection error, and cuts the other streams.
		frames.encoder()
			.frameWriter()
			.writeGoAway(codec, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, codec.newPromise());
		connection.pipeline().context(this).writeAndFlush(new DefaultHttp2PingFrame(PING));
	}

	private static int lastTaken(Channel connection, int created, int refused) {
		// The streams of a client have odd numbers.
		int last = Math.max(0, created - 2 * refused);
		Integer before = connection.attr(LAST_TAKEN).get();
		int taken = (before != null) ? Math.min(before, last) : last;
		connection.attr(LAST_TAKEN).set(taken);
		return taken;
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
