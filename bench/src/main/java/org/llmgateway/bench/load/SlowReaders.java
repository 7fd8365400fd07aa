package org.llmgateway.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Clients that take one event a second: their sockets are read once a second, for as many
 * bytes as an event has, and not in between.
 */
public final class SlowReaders implements AutoCloseable {

	/** Small, so that the kernel does not read in the client's place. */
	private static final int RECEIVE_BUFFER = 4096;

	private static final int PERIOD_MILLIS = 1000;

	private static final int BACKLOG = 25;

	private static final int QUIET_MILLIS = 100;

	private static final int LIMIT_MILLIS = 5000;

	private final LoadTransport transport = LoadTransport.best();

	private final EventLoopGroup group = this.transport.group();

	private final EventLoop loop = this.group.next();

	private final List<Channel> channels = new ArrayList<>();

	private boolean closing;

	private int connected;

	private long bytes;

	private long ended;

	/**
	 * Opens streams, spread over a second and more for many.
	 * @param spec where to, what, and how many
	 * @param eventBytes what each takes in a second
	 * @throws Exception if interrupted
	 */
	public void open(LoadSpec spec, int eventBytes) throws Exception {
		byte[] request = H1Client.request(spec);
		this.loop.submit(() -> {
			this.closing = false;
			Bootstrap bootstrap = slow(new Bootstrap().group(this.loop).channel(this.transport.socketChannel()),
					eventBytes)
				.remoteAddress(spec.host(), spec.port());
			for (int i = 0; i < spec.concurrency(); i++) {
				this.loop.schedule(() -> connect(bootstrap, request), (long) i / BACKLOG * QUIET_MILLIS,
						TimeUnit.MILLISECONDS);
			}
		}).get();
	}

	/**
	 * Lets nothing be read but what is asked for.
	 * @param bootstrap the clients
	 * @param bytes what one read takes at most
	 * @return the same
	 */
	static Bootstrap slow(Bootstrap bootstrap, int bytes) {
		return bootstrap.option(ChannelOption.AUTO_READ, false)
			.option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
			.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(bytes).maxMessagesPerRead(1));
	}

	private void connect(Bootstrap bootstrap, byte[] request) {
		if (!this.closing) {
			bootstrap.clone().handler(new Reader(request)).connect().addListener((done) -> {
				if (!done.isSuccess()) {
					this.ended++;
				}
			});
		}
	}

	/**
	 * What has become of them.
	 * @return the counts, since the first was opened
	 * @throws Exception if interrupted
	 */
	public Count count() throws Exception {
		return this.loop.submit(() -> new Count(this.connected, this.bytes, this.ended)).get();
	}

	/**
	 * Hangs up; they can be opened again.
	 * @throws Exception if interrupted
	 */
	public void hangUp() throws Exception {
		this.loop.submit(() -> {
			this.closing = true;
			List.copyOf(this.channels).forEach(Channel::close);
		}).get();
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(QUIET_MILLIS, LIMIT_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
	}

	/**
	 * What has become of slow readers.
	 *
	 * @param connected how many are connected now
	 * @param bytes what they have read, together
	 * @param ended how many have lost their stream, or got none
	 */
	public record Count(int connected, long bytes, long ended) {

	}

	private final class Reader extends ChannelInboundHandlerAdapter {

		private final byte[] request;

		private @Nullable Future<?> turn;

		Reader(byte[] request) {
			this.request = request;
		}

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			SlowReaders.this.connected++;
			SlowReaders.this.channels.add(ctx.channel());
			ctx.writeAndFlush(Unpooled.wrappedBuffer(this.request), ctx.voidPromise());
			this.turn = ctx.channel()
				.eventLoop()
				.scheduleAtFixedRate(ctx.channel()::read, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			SlowReaders.this.bytes += ((ByteBuf) msg).readableBytes();
			ReferenceCountUtil.release(msg);
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			if (this.turn != null) {
				this.turn.cancel(false);
			}
			SlowReaders.this.connected--;
			SlowReaders.this.channels.remove(ctx.channel());
			if (!SlowReaders.this.closing) {
				SlowReaders.this.ended++;
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

}
