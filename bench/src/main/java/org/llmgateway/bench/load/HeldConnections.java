package org.llmgateway.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are kept open and ask for nothing: idle ones, each after one answer,
 * and such as never end the head of their request. One that is closed from the other side
 * is opened again a second later.
 */
public final class HeldConnections implements AutoCloseable {

	/** What a source address is used for at most: it has some 28,000 ports. */
	private static final int PER_ADDRESS = 10_000;

	private static final int PER_STEP = 50;

	private static final int STEP_MILLIS = 100;

	private static final int AGAIN_MILLIS = 1000;

	private static final int DRIP_MILLIS = 5000;

	private static final int CONNECT_TIMEOUT_MILLIS = 5000;

	private static final int LIMIT_MILLIS = 5000;

	private static final byte[] HEAD = "POST /v1/chat/completions HTTP/1.1\r\nhost: held\r\nx-slow: "
		.getBytes(StandardCharsets.US_ASCII);

	private final LoadTransport transport = LoadTransport.best();

	private final EventLoopGroup group = this.transport.group();

	private final EventLoop loop = this.group.next();

	private final List<Channel> channels = new ArrayList<>();

	private boolean closing;

	private int numbers;

	private int idle;

	private int dripping;

	private long closed;

	private long failed;

	/**
	 * Opens idle connections, 500 in a second.
	 * @param spec the request that each sends once, and how many they are
	 * @throws Exception if interrupted
	 */
	void openIdle(LoadSpec spec) throws Exception {
		byte[] request = H1Client.request(spec);
		open(spec, () -> new Idle(request));
	}

	/**
	 * Opens connections whose requests never come to an end, 500 in a second.
	 * @param spec where to, and how many they are
	 * @throws Exception if interrupted
	 */
	void openDripping(LoadSpec spec) throws Exception {
		open(spec, Dripping::new);
	}

	private void open(LoadSpec spec, Kind kind) throws Exception {
		this.loop.submit(() -> {
			this.closing = false;
			Bootstrap bootstrap = new Bootstrap().group(this.loop)
				.channel(this.transport.socketChannel())
				.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
				.remoteAddress(spec.host(), spec.port());
			for (int i = 0; i < spec.concurrency(); i++) {
				int number = this.numbers++;
				this.loop.schedule(() -> connect(bootstrap, kind, number), (long) i / PER_STEP * STEP_MILLIS,
						TimeUnit.MILLISECONDS);
			}
		}).get();
	}

	private void connect(Bootstrap bootstrap, Kind kind, int number) {
		if (this.closing) {
			return;
		}
		Bootstrap clone = bootstrap.clone().handler(kind.handler());
		if (number >= PER_ADDRESS) {
			clone.localAddress("127.0.0." + (1 + number / PER_ADDRESS), 0);
		}
		ChannelFuture connect = clone.connect();
		connect.addListener((done) -> {
			if (done.isSuccess()) {
				this.channels.add(connect.channel());
				connect.channel().closeFuture().addListener((end) -> ended(bootstrap, kind, number, connect.channel()));
			}
			else {
				this.failed++;
				again(bootstrap, kind, number);
			}
		});
	}

	private void ended(Bootstrap bootstrap, Kind kind, int number, Channel channel) {
		this.channels.remove(channel);
		if (!this.closing) {
			this.closed++;
			again(bootstrap, kind, number);
		}
	}

	private void again(Bootstrap bootstrap, Kind kind, int number) {
		this.loop.schedule(() -> connect(bootstrap, kind, number), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * What has become of them.
	 * @return the counts, since the first was opened
	 * @throws Exception if interrupted
	 */
	Count count() throws Exception {
		return this.loop.submit(() -> new Count(this.idle, this.dripping, this.closed, this.failed)).get();
	}

	@Override
	public void close() {
		this.loop.submit(() -> {
			this.closing = true;
			List.copyOf(this.channels).forEach(Channel::close);
		}).awaitUninterruptibly();
		this.group.shutdownGracefully(STEP_MILLIS, LIMIT_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
	}

	/** Makes the handler of a connection. */
	private interface Kind {

		ChannelInboundHandlerAdapter handler();

	}

	/**
	 * What has become of them.
	 *
	 * @param idle connections that are idle now, after an answer
	 * @param dripping connections that send a head byte by byte now
	 * @param closed how often one was closed from the other side
	 * @param failed how often one could not be opened
	 */
	public record Count(int idle, int dripping, long closed, long failed) {

	}

	private final class Idle extends ChannelInboundHandlerAdapter implements AnswerListener {

		private final H1ResponseReader reader = new H1ResponseReader();

		private final byte[] request;

		private boolean answered;

		Idle(byte[] request) {
			this.request = request;
		}

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			this.reader.reset();
			ctx.writeAndFlush(Unpooled.wrappedBuffer(this.request), ctx.voidPromise());
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			try {
				if (!this.answered && this.reader.read((ByteBuf) msg, this, 0)) {
					this.answered = true;
					HeldConnections.this.idle++;
				}
			}
			finally {
				ReferenceCountUtil.release(msg);
			}
		}

		@Override
		public void status(int status) {
			// Whatever it is, the connection is idle afterwards.
		}

		@Override
		public void data(ByteBuf buffer, int index, int length, long now) {
			// Nobody reads it.
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			HeldConnections.this.idle -= this.answered ? 1 : 0;
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

	private final class Dripping extends ChannelInboundHandlerAdapter {

		private @Nullable Future<?> drip;

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			HeldConnections.this.dripping++;
			ctx.writeAndFlush(Unpooled.wrappedBuffer(HEAD), ctx.voidPromise());
			this.drip = ctx.executor()
				.scheduleAtFixedRate(() -> ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] { 'x' })), DRIP_MILLIS,
						DRIP_MILLIS, TimeUnit.MILLISECONDS);
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			ReferenceCountUtil.release(msg);
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			HeldConnections.this.dripping--;
			if (this.drip != null) {
				this.drip.cancel(false);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

}
