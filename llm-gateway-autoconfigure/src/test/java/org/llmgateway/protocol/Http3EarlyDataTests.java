package org.llmgateway.protocol;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.SslEarlyDataReadyEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 0-RTT, switched on: a request in early data is served once the handshake is complete,
 * and a first flight that is captured and sent again reaches no handler.
 */
class Http3EarlyDataTests {

	private final QuicSslContext tls = QuicSslContextBuilder.forClient()
		.trustManager(InsecureTrustManagerFactory.INSTANCE)
		.applicationProtocols(Http3.supportedApplicationProtocols())
		.earlyData(true)
		.build();

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final List<byte[]> flight = new CopyOnWriteArrayList<>();

	private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();

	private CountDownLatch early = new CountDownLatch(1);

	private volatile boolean deaf;

	private TestServer server;

	private Channel socket;

	@BeforeEach
	void start() throws Exception {
		this.server = TestServer.start(TestServer.tls("h1,h3", "llm.gateway.http3.early-data=true"));
		this.socket = new Bootstrap().group(this.group)
			.channel(NioDatagramChannel.class)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new Wire())
						.addLast(Http3.newQuicClientCodecBuilder()
							.sslEngineProvider(
									(quic) -> Http3EarlyDataTests.this.tls.newEngine(quic.alloc(), "localhost", 443))
							.maxIdleTimeout(60, TimeUnit.SECONDS)
							.initialMaxData(1 << 20)
							.initialMaxStreamDataBidirectionalLocal(1 << 20)
							.build());
				}

			})
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.sync()
			.channel();
	}

	@AfterEach
	void stop() {
		this.socket.close().syncUninterruptibly();
		this.group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
		this.server.close();
		TestServer.assertNoLeaks();
	}

	@Test
	void whenRequestIsInEarlyDataThenServedOnce() throws Exception {
		takeTicket();
		QuicChannel quic = connect().get(10, TimeUnit.SECONDS);
		assertThat(this.early.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(RawStream.await(this.answers, String.class)).contains("hello");
		assertThat(this.server.application.handled).hasValue(2);
		quic.close().syncUninterruptibly();
	}

	@Test
	void whenFirstFlightIsReplayedThenNoHandlerIsReached() throws Exception {
		takeTicket();
		this.deaf = true;
		this.flight.clear();
		Future<QuicChannel> never = connect();
		assertThat(this.early.await(10, TimeUnit.SECONDS)).isTrue();
		org.awaitility.Awaitility.await().until(() -> this.flight.stream().anyMatch(Http3EarlyDataTests::isZeroRtt));
		try (DatagramSocket attacker = new DatagramSocket()) {
			for (int i = 0; i < 2; i++) {
				for (byte[] datagram : this.flight) {
					attacker.send(new java.net.DatagramPacket(datagram, datagram.length,
							InetAddress.getByName("127.0.0.1"), this.server.udpPort()));
				}
			}
		}
		for (int i = 0; i < 5; i++) {
			assertThat(TestClient.H3.get(this.server, "/hello").body()).isEqualTo("hello");
		}
		assertThat(this.server.application.handled).hasValue(1 + 5);
		assertThat(never.isSuccess()).isFalse();
	}

	/** A whole connection, for the session ticket. */
	private void takeTicket() throws Exception {
		QuicChannel quic = connect().get(10, TimeUnit.SECONDS);
		request(quic);
		assertThat(RawStream.await(this.answers, String.class)).contains("hello");
		quic.close().syncUninterruptibly();
		assertThat(this.early.getCount()).isEqualTo(1);
	}

	private Future<QuicChannel> connect() {
		return QuicChannel.newBootstrap(this.socket).handler(new ChannelInboundHandlerAdapter() {

			@Override
			public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
				if (event instanceof SslEarlyDataReadyEvent) {
					request((QuicChannel) ctx.channel());
					Http3EarlyDataTests.this.early.countDown();
				}
				ctx.fireUserEventTriggered(event);
			}

		}).remoteAddress(new InetSocketAddress("127.0.0.1", this.server.udpPort())).connect();
	}

	private void request(QuicChannel quic) {
		quic.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext ctx, Object msg) {
				Http3EarlyDataTests.this.answers.add(((ByteBuf) msg).toString(StandardCharsets.ISO_8859_1));
				ReferenceCountUtil.release(msg);
			}

		}).addListener((Future<QuicStreamChannel> created) -> {
			// HEADERS, QPACK with the static table: GET https localhost /hello.
			ByteBuf head = Unpooled.buffer().writeBytes(new byte[] { 0, 0, (byte) 0xd1, (byte) 0xd7, 0x50, 9 });
			head.writeCharSequence("localhost", StandardCharsets.US_ASCII);
			head.writeBytes(new byte[] { 0x51, 6 }).writeCharSequence("/hello", StandardCharsets.US_ASCII);
			ByteBuf frame = Unpooled
				.wrappedBuffer(Unpooled.wrappedBuffer(new byte[] { 1, (byte) head.readableBytes() }), head);
			created.getNow().writeAndFlush(frame).addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
		});
	}

	/** A long header of type 0-RTT at the front of a datagram or behind its Initial. */
	private static boolean isZeroRtt(byte[] datagram) {
		for (int i = 0; i + 5 < datagram.length; i++) {
			if ((datagram[i] & 0xf0) == 0xd0 && datagram[i + 1] == 0 && datagram[i + 2] == 0 && datagram[i + 3] == 0
					&& datagram[i + 4] == 1) {
				return true;
			}
		}
		return false;
	}

	private final class Wire extends ChannelDuplexHandler {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			if (Http3EarlyDataTests.this.deaf) {
				ReferenceCountUtil.release(msg);
			}
			else {
				ctx.fireChannelRead(msg);
			}
		}

		@Override
		public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
			Http3EarlyDataTests.this.flight.add(ByteBufUtil.getBytes(((DatagramPacket) msg).content()));
			ctx.write(msg, promise);
		}

	}

}
