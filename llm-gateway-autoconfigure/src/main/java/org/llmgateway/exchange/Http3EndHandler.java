package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.util.concurrent.PromiseNotifier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the end of an HTTP/3 message together with its last bytes.
 * <p>
 * Netty ends a stream with an empty frame of its own, but QUIC's implementation beneath
 * it takes a FIN for delivered as soon as all bytes before it are acknowledged
 * (cloudflare/quiche, issue 2525), forgets the stream, and a FIN that is not sent yet or
 * lost on the way never arrives: the receiver has the whole body and waits for ever. So
 * what the codec writes for the last part of a message, at least an empty DATA frame of
 * two bytes, leaves with the FIN on it and is repeated until it is acknowledged.
 * <p>
 * Stands before the frame codec of a request stream, on the server or on the client, with
 * a partner behind the codec that tells it when the last part is being written. Owns what
 * it holds back only within that one call.
 */
public final class Http3EndHandler extends ChannelOutboundHandlerAdapter {

	private static final String NAME = "llm.h3.end";

	private static final String PARTNER = "llm.h3.last";

	private final List<ByteBuf> bytes = new ArrayList<>(2);

	private final List<ChannelPromise> promises = new ArrayList<>(2);

	private boolean ending;

	private @Nullable ChannelHandlerContext context;

	private Http3EndHandler() {
	}

	/**
	 * Adds both handlers to a request stream, once; on its event loop.
	 * @param pipeline the pipeline of the stream
	 * @param below the name of the handler above which to stand: those below see what is
	 * really written
	 * @param codec the name of the handler that turns HTTP messages into frames; without
	 * it nothing is added
	 */
	public static void install(ChannelPipeline pipeline, String below, String codec) {
		if (pipeline.get(codec) != null && pipeline.get(NAME) == null) {
			Http3EndHandler handler = new Http3EndHandler();
			pipeline.addAfter(below, NAME, handler);
			pipeline.addAfter(codec, PARTNER, handler.new Partner());
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
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

	private void end(ChannelHandlerContext ctx) {
		this.ending = false;
		if (this.bytes.isEmpty()) {
			// Headers that wait for the peer's settings; the codec ends the stream.
			return;
		}
		ChannelPromise promise = this.promises.get(0);
		if (this.promises.size() > 1) {
			promise = ctx.newPromise();
			promise.addListener(new PromiseNotifier<>(this.promises.toArray(ChannelPromise[]::new)));
		}
		ByteBuf[] buffers = this.bytes.toArray(ByteBuf[]::new);
		this.bytes.clear();
		this.promises.clear();
		ByteBuf last = (buffers.length == 1) ? buffers[0] : Unpooled.wrappedBuffer(buffers.length, buffers);
		ctx.write(new DefaultQuicStreamFrame(last, true), promise);
	}

	/** 100-continue is a whole message, and the answer is still to come. */
	private static boolean isInterim(Object msg) {
		return msg instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
	}

	/**
	 * Sees where a message ends.
	 */
	private final class Partner extends ChannelOutboundHandlerAdapter {

		@Override
		public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
			ChannelHandlerContext below = Http3EndHandler.this.context;
			if (msg instanceof LastHttpContent && !isInterim(msg) && below != null && !below.isRemoved()) {
				Http3EndHandler.this.ending = true;
				ctx.write(msg, promise);
				end(below);
			}
			else {
				ctx.write(msg, promise);
			}
		}

	}

}
