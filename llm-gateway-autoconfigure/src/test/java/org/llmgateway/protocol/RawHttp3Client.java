package org.llmgateway.protocol;

import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Netty's own HTTP/3 client, which can do what no polite client does: stop reading a
 * stream, vanish, start a handshake and not end it.
 */
final class RawHttp3Client implements AutoCloseable {

	final AtomicInteger sent = new AtomicInteger();

	final AtomicInteger received = new AtomicInteger();

	final BlockingQueue<Object> connectionEvents = new LinkedBlockingQueue<>();

	/** What the server has set. */
	final BlockingQueue<Object> settings = new LinkedBlockingQueue<>();

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Channel socket;

	final Queue<Object> held = new ConcurrentLinkedQueue<>();

	private volatile boolean holding;

	private volatile boolean deaf;

	private volatile boolean mute;

	private volatile Predicate<byte[]> lose = (datagram) -> false;

	/** What was to be sent and was lost on purpose. */
	final BlockingQueue<byte[]> lost = new LinkedBlockingQueue<>();

	private @Nullable QuicChannel connection;

	RawHttp3Client() throws Exception {
		QuicSslContext tls = QuicSslContextBuilder.forClient()
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.applicationProtocols(Http3.supportedApplicationProtocols())
			.build();
		ChannelHandler codec = Http3.newQuicClientCodecBuilder()
			.sslContext(tls)
			.maxIdleTimeout(60, TimeUnit.SECONDS)
			.initialMaxData(16 << 20)
			.initialMaxStreamDataBidirectionalLocal(1 << 20)
			.initialMaxStreamDataBidirectionalRemote(1 << 20)
			.initialMaxStreamsBidirectional(100)
			.build();
		this.socket = new Bootstrap().group(this.group)
			.channel(NioDatagramChannel.class)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new Wire(), codec);
				}

			})
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.sync()
			.channel();
	}

	RawHttp3Client connect(int port) throws Exception {
		this.connection = handshake(port).get(10, TimeUnit.SECONDS);
		return this;
	}

	/** Connects without HTTP/3: no control stream, no SETTINGS. */
	RawHttp3Client connectRaw(int port) throws Exception {
		this.connection = QuicChannel.newBootstrap(this.socket)
			.handler(new ConnectionEvents())
			.streamHandler(new ChannelInboundHandlerAdapter() {

				@Override
				public void channelRead(ChannelHandlerContext ctx, Object msg) {
					ReferenceCountUtil.release(msg);
				}

				@Override
				public boolean isSharable() {
					return true;
				}

			})
			.remoteAddress(new InetSocketAddress("127.0.0.1", port))
			.connect()
			.get(10, TimeUnit.SECONDS);
		return this;
	}

	/** Opens a stream on which bytes are sent as they are. */
	QuicStreamChannel raw(QuicStreamType type) throws Exception {
		return connection().createStream(type, new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext ctx, Object msg) {
				ReferenceCountUtil.release(msg);
			}

			@Override
			public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
				// A reset is no surprise here.
			}

		}).get(10, TimeUnit.SECONDS);
	}

	/** Opens a stream and sends bytes on it. */
	QuicStreamChannel raw(QuicStreamType type, int... bytes) throws Exception {
		QuicStreamChannel stream = raw(type);
		stream.writeAndFlush(bytes(bytes));
		return stream;
	}

	static ByteBuf bytes(int... values) {
		ByteBuf buffer = Unpooled.directBuffer(values.length);
		for (int value : values) {
			buffer.writeByte(value);
		}
		return buffer;
	}

	/** Loses what is to be sent from now on where the test says so. */
	RawHttp3Client losing(Predicate<byte[]> which) {
		this.lose = which;
		return this;
	}

	Future<QuicChannel> handshake(int port) {
		return QuicChannel.newBootstrap(this.socket).handler(new ChannelInitializer<QuicChannel>() {

			@Override
			protected void initChannel(QuicChannel channel) {
				channel.pipeline().addLast(new ConnectionEvents());
				channel.pipeline()
					.addLast(new Http3ClientConnectionHandler(new ControlStream(), null, null, null, true));
			}

		}).remoteAddress(new InetSocketAddress("127.0.0.1", port)).connect();
	}

	QuicChannel connection() {
		return java.util.Objects.requireNonNull(this.connection);
	}

	/** From now on what arrives is lost, until {@link #hear()}. */
	RawHttp3Client deaf() {
		this.deaf = true;
		return this;
	}

	/** From now on what arrives is kept back. */
	void hold() {
		this.holding = true;
	}

	/** The first packet that was kept back arrives after all, the others are lost. */
	void deliverFirstHeld() {
		this.holding = false;
		this.socket.eventLoop().execute(() -> {
			ChannelHandlerContext wire = this.socket.pipeline().context(Wire.class);
			wire.fireChannelRead(this.held.remove());
			wire.fireChannelReadComplete();
			this.held.forEach(ReferenceCountUtil::release);
			this.held.clear();
		});
	}

	void hear() {
		this.deaf = false;
	}

	/** From now on nothing arrives and nothing is sent. */
	void vanish() {
		this.deaf = true;
		this.mute = true;
	}

	RawStream get(String path) throws Exception {
		return request(new DefaultHttp3Headers().method("GET").scheme("https").authority("localhost").path(path));
	}

	RawStream request(Http3Headers headers) throws Exception {
		RawStream events = new RawStream();
		open(headers, events).addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
		return events;
	}

	/** Sends the head only. */
	RawStream begin(Http3Headers headers) throws Exception {
		RawStream events = new RawStream();
		open(headers, events);
		return events;
	}

	private ChannelFuture open(Http3Headers headers, RawStream events) throws Exception {
		events.stream = Http3.newRequestStream(connection(), events).get(10, TimeUnit.SECONDS);
		return events.stream.writeAndFlush(new DefaultHttp3HeadersFrame(headers));
	}

	Http3SettingsFrame awaitSettings() throws InterruptedException {
		return RawStream.await(this.settings, Http3SettingsFrame.class);
	}

	<T> T awaitConnectionEvent(Class<T> type) throws InterruptedException {
		return RawStream.await(this.connectionEvents, type);
	}

	@Override
	public void close() {
		this.mute = false;
		if (this.connection != null) {
			this.connection.close().awaitUninterruptibly(10, TimeUnit.SECONDS);
		}
		this.socket.close().awaitUninterruptibly(10, TimeUnit.SECONDS);
		this.group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
	}

	private final class Wire extends ChannelDuplexHandler {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			RawHttp3Client.this.received.incrementAndGet();
			if (RawHttp3Client.this.deaf) {
				ReferenceCountUtil.release(msg);
			}
			else if (RawHttp3Client.this.holding) {
				RawHttp3Client.this.held.add(msg);
			}
			else {
				ctx.fireChannelRead(msg);
			}
		}

		@Override
		public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
			byte[] datagram = (msg instanceof DatagramPacket packet) ? ByteBufUtil.getBytes(packet.content())
					: new byte[0];
			if (RawHttp3Client.this.lose.test(datagram)) {
				RawHttp3Client.this.lost.add(datagram);
				ReferenceCountUtil.release(msg);
				promise.setSuccess();
			}
			else if (RawHttp3Client.this.mute) {
				ReferenceCountUtil.release(msg);
				promise.setSuccess();
			}
			else {
				RawHttp3Client.this.sent.incrementAndGet();
				ctx.write(msg, promise);
			}
		}

	}

	private final class ConnectionEvents extends ChannelInboundHandlerAdapter {

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof QuicConnectionCloseEvent) {
				RawHttp3Client.this.connectionEvents.add(event);
			}
			ctx.fireUserEventTriggered(event);
		}

	}

	private final class ControlStream extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			if (msg instanceof Http3GoAwayFrame) {
				RawHttp3Client.this.connectionEvents.add(msg);
			}
			else if (msg instanceof Http3SettingsFrame) {
				RawHttp3Client.this.settings.add(msg);
			}
			ReferenceCountUtil.release(msg);
		}

		@Override
		public boolean isSharable() {
			return true;
		}

	}

}
