package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Joins the contents that one read brought into one, so that the stack is climbed, and
 * the client's connection flushed, once per read and not once per chunk.
 *
 * <p>
 * It copies: a composite buffer costs more in everything that follows, and a turn of the
 * loop reads little.
 */
final class ReadJoiner extends ChannelInboundHandlerAdapter {

	private final List<ByteBuf> parts = new ArrayList<>();

	private int bytes;

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof LastHttpContent last && !(msg instanceof HttpResponse)) {
			boolean taken = take(last);
			flush(ctx);
			ctx.fireChannelRead((taken || letGo(last)) ? LastHttpContent.EMPTY_LAST_CONTENT : last);
		}
		else if (msg instanceof HttpContent content && !(msg instanceof HttpResponse)) {
			if (!take(content)) {
				content.release();
			}
		}
		else {
			flush(ctx);
			ctx.fireChannelRead(msg);
		}
	}

	private boolean take(HttpContent content) {
		if (!content.content().isReadable() || content.decoderResult().isFailure()) {
			return false;
		}
		this.parts.add(content.content());
		this.bytes += content.content().readableBytes();
		return true;
	}

	/** Trailers are dropped; a broken end must be seen. */
	private static boolean letGo(LastHttpContent last) {
		return !last.decoderResult().isFailure() && (last == LastHttpContent.EMPTY_LAST_CONTENT || last.release());
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		flush(ctx);
		ctx.fireChannelReadComplete();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		flush(ctx);
		ctx.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		this.parts.forEach(ByteBuf::release);
		this.parts.clear();
		this.bytes = 0;
	}

	private void flush(ChannelHandlerContext ctx) {
		if (this.bytes == 0) {
			return;
		}
		ByteBuf joined = (this.parts.size() == 1) ? this.parts.get(0) : join(ctx);
		this.parts.clear();
		this.bytes = 0;
		ctx.fireChannelRead(new DefaultHttpContent(joined));
	}

	private ByteBuf join(ChannelHandlerContext ctx) {
		ByteBuf joined = ctx.alloc().ioBuffer(this.bytes);
		for (int i = 0; i < this.parts.size(); i++) {
			ByteBuf part = this.parts.get(i);
			joined.writeBytes(part);
			part.release();
		}
		return joined;
	}

}
