package org.llmgateway.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection with one request at a time, which is one buffer and one write.
 */
final class H1Client implements LoadClient {

	private final Traffic traffic;

	private final ByteBuf request;

	private final @Nullable SslContext ssl;

	private final H1ResponseReader reader = new H1ResponseReader();

	private final Flight flight;

	private @Nullable Channel channel;

	H1Client(Traffic traffic, ByteBuf request, @Nullable SslContext ssl) {
		this.traffic = traffic;
		this.request = request;
		this.ssl = ssl;
		this.flight = traffic.flight();
	}

	/**
	 * The bytes of the request, shared by all connections.
	 * @param spec what to ask for
	 * @return head and body
	 */
	static byte[] request(LoadSpec spec) {
		return request(spec.host(), spec.port(), spec.path(), spec.headers(), spec.body());
	}

	static byte[] request(String host, int port, String path, Map<String, String> headers, String json) {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		StringBuilder head = new StringBuilder("POST ").append(path).append(" HTTP/1.1\r\nhost: ");
		head.append(host).append(':').append(port).append("\r\n");
		for (Map.Entry<String, String> header : headers.entrySet()) {
			head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
		}
		head.append("content-type: application/json\r\ncontent-length: ").append(body.length).append("\r\n\r\n");
		byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
		byte[] request = Arrays.copyOf(start, start.length + body.length);
		System.arraycopy(body, 0, request, start.length, body.length);
		return request;
	}

	@Override
	public void start() {
		ChannelFuture connect = this.traffic.tcp().handler(new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel ch) {
				if (ssl != null) {
					ch.pipeline().addLast(ssl.newHandler(ch.alloc()));
				}
				ch.pipeline().addLast(new Handler());
			}

		}).connect();
		this.channel = connect.channel();
		connect.addListener((done) -> {
			if (!done.isSuccess()) {
				this.traffic.stats().error("connect failed");
				this.traffic.retry(this);
			}
		});
	}

	@Override
	public void close() {
		this.flight.abandon();
		if (this.channel != null) {
			this.channel.close();
		}
	}

	private final class Handler extends ChannelInboundHandlerAdapter {

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			send(ctx);
		}

		private void send(ChannelHandlerContext ctx) {
			if (traffic.stopping()) {
				ctx.close();
				return;
			}
			reader.reset();
			flight.begin(System.nanoTime());
			ctx.writeAndFlush(request.retainedDuplicate(), ctx.voidPromise());
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			long now = System.nanoTime();
			try {
				if (!flight.isOpen()) {
					throw new IllegalStateException("bytes without a request");
				}
				if (reader.read((ByteBuf) msg, flight, now)) {
					flight.end(now);
					next(ctx);
				}
			}
			finally {
				ReferenceCountUtil.release(msg);
			}
		}

		private void next(ChannelHandlerContext ctx) {
			if (reader.keepAlive()) {
				send(ctx);
			}
			else {
				ctx.close();
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			if (reader.endsWithConnection()) {
				flight.end(System.nanoTime());
			}
			if (flight.isOpen()) {
				flight.broken("connection closed");
				traffic.retry(H1Client.this);
			}
			else if (!traffic.stopping()) {
				start();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			flight.broken(String.valueOf(cause.getMessage()));
			ctx.close();
		}

	}

}
