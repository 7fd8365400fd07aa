package org.llmgateway.protocol;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;

/**
 * Netty's own HTTP/2 codec with prior knowledge and without any check of what it sends.
 */
final class RawHttp2Client implements AutoCloseable {

	private static final Object CLOSED = new Object();

	final BlockingQueue<Object> connectionEvents = new LinkedBlockingQueue<>();

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Channel connection;

	RawHttp2Client(int port) throws Exception {
		this(port, true);
	}

	RawHttp2Client(int port, boolean answersPings) throws Exception {
		Http2Settings settings = Http2Settings.defaultSettings().maxHeaderListSize(1 << 20);
		this.connection = new Bootstrap().group(this.group)
			.channel(NioSocketChannel.class)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(Http2FrameCodecBuilder.forClient()
							.validateHeaders(false)
							.encoderIgnoreMaxHeaderListSize(true)
							.autoAckPingFrame(answersPings)
							.initialSettings(settings)
							.build())
						.addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
						.addLast(new ConnectionEvents());
				}

			})
			.connect(new InetSocketAddress("127.0.0.1", port))
			.sync()
			.channel();
	}

	static Http2Headers headers(String method, String path) {
		return new DefaultHttp2Headers(false).method(method).scheme("http").authority("localhost").path(path);
	}

	Stream open(Http2Headers headers, boolean end) throws Exception {
		Stream stream = new Stream();
		stream.channel = new Http2StreamChannelBootstrap(this.connection).handler(stream).open().sync().getNow();
		stream.channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end));
		return stream;
	}

	boolean awaitClosed() {
		return this.connection.closeFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
	}

	Http2GoAwayFrame awaitGoAway() throws InterruptedException {
		Http2GoAwayFrame frame = RawStream.await(this.connectionEvents, Http2GoAwayFrame.class);
		frame.release();
		return frame;
	}

	@Override
	public void close() {
		this.connection.close().awaitUninterruptibly(10, TimeUnit.SECONDS);
		this.connectionEvents.forEach(ReferenceCountUtil::release);
		this.group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
	}

	/**
	 * What came back on a stream.
	 */
	static final class Stream extends ChannelInboundHandlerAdapter {

		final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

		private final StringBuilder body = new StringBuilder();

		volatile Http2StreamChannel channel;

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			if (msg instanceof Http2HeadersFrame frame) {
				this.events.add(frame);
				end(frame.isEndStream());
			}
			else if (msg instanceof Http2DataFrame frame) {
				this.body.append(frame.content().toString(StandardCharsets.UTF_8));
				this.events.add(frame.content().toString(StandardCharsets.UTF_8));
				end(frame.isEndStream());
			}
			ReferenceCountUtil.release(msg);
		}

		private void end(boolean end) {
			if (end) {
				this.events.add(CLOSED);
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof Http2ResetFrame) {
				this.events.add(event);
			}
			ctx.fireUserEventTriggered(event);
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			this.events.add(CLOSED);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			this.events.add(cause);
		}

		void data(int bytes) {
			this.channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[bytes]), false));
		}

		Http2Headers awaitHeaders() throws InterruptedException {
			return RawStream.await(this.events, Http2HeadersFrame.class).headers();
		}

		String awaitBody() throws InterruptedException {
			while (RawStream.await(this.events, Object.class) != CLOSED) {
				// Until the end.
			}
			return this.body.toString();
		}

		/** Everything until the end: header frames, and the content of data frames. */
		List<Object> awaitAll() throws InterruptedException {
			List<Object> all = new ArrayList<>();
			for (Object event = next(); event != CLOSED; event = next()) {
				all.add(event);
			}
			return all;
		}

		private Object next() throws InterruptedException {
			return RawStream.await(this.events, Object.class);
		}

		/** The status if the stream is answered, or what else became of it. */
		String awaitOutcome() throws InterruptedException {
			Object event = RawStream.await(this.events, Object.class);
			if (event instanceof Http2HeadersFrame frame) {
				return String.valueOf(frame.headers().status());
			}
			if (event instanceof Http2ResetFrame frame) {
				return "reset " + frame.errorCode();
			}
			return (event == CLOSED) ? "closed" : event.toString();
		}

	}

	private final class ConnectionEvents extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			RawHttp2Client.this.connectionEvents.add(msg);
		}

	}

}
