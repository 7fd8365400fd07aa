package org.llmgateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * What came back on a request stream, in order.
 */
final class RawStream extends ChannelInboundHandlerAdapter {

	private static final Object END = new Object();

	final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

	volatile QuicStreamChannel stream;

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof Http3DataFrame data) {
			this.events.add(data.content().toString(StandardCharsets.UTF_8));
		}
		else if (msg instanceof Http3HeadersFrame) {
			this.events.add(msg);
		}
		ReferenceCountUtil.release(msg);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof ChannelInputShutdownEvent) {
			this.events.add(END);
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.events.add(END);
		ctx.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		this.events.add(cause);
	}

	/** Says that the answer is no longer wanted. */
	void stopSending() {
		this.stream.shutdownInput(0x10c);
	}

	Http3HeadersFrame awaitHeaders() throws InterruptedException {
		return await(this.events, Http3HeadersFrame.class);
	}

	String awaitData() throws InterruptedException {
		return await(this.events, String.class);
	}

	/** The status if the stream is answered, or what else became of it. */
	String awaitOutcome() throws InterruptedException {
		Object event = await(this.events, Object.class);
		if (event instanceof Http3HeadersFrame frame) {
			return String.valueOf(frame.headers().status());
		}
		return (event == END) ? "end" : event.toString();
	}

	/** Everything until a clean end: header frames, and the content of data frames. */
	List<Object> awaitAll() throws InterruptedException {
		List<Object> all = new ArrayList<>();
		for (Object event = next(); event != END; event = next()) {
			if (event instanceof Throwable failure) {
				throw new AssertionError("Not a clean end", failure);
			}
			all.add(event);
		}
		return all;
	}

	private Object next() throws InterruptedException {
		return await(this.events, Object.class);
	}

	/** Waits for a clean end. */
	void awaitEnd() throws InterruptedException {
		Object last;
		do {
			last = await(this.events, Object.class);
			if (last instanceof Throwable failure) {
				throw new AssertionError("Not a clean end", failure);
			}
		}
		while (last != END);
	}

	/** Waits for a reset. */
	Throwable awaitReset() throws InterruptedException {
		Object last;
		do {
			last = await(this.events, Object.class);
			if (last == END) {
				throw new AssertionError("The stream ended cleanly");
			}
		}
		while (!(last instanceof Throwable));
		return (Throwable) last;
	}

	static <T> T await(BlockingQueue<Object> events, Class<T> type) throws InterruptedException {
		while (true) {
			Object event = events.poll(10, TimeUnit.SECONDS);
			if (event == null) {
				throw new AssertionError("No " + type.getSimpleName());
			}
			if (type.isInstance(event)) {
				return type.cast(event);
			}
		}
	}

}
