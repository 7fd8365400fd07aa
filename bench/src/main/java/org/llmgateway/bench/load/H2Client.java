package org.llmgateway.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection that keeps several streams under way, on Netty's frame listener:
 * no channel per stream.
 */
final class H2Client implements LoadClient {

	private static final int STREAM_WINDOW = 1 << 20;

	private static final int CONNECTION_WINDOW = 16 << 20;

	private final Traffic traffic;

	private final int streams;

	private final Http2Headers headers;

	private final ByteBuf body;

	private final @Nullable SslContext ssl;

	private @Nullable Channel channel;

	H2Client(Traffic traffic, int streams, ByteBuf body, @Nullable SslContext ssl) {
		this.traffic = traffic;
		this.streams = streams;
		this.ssl = ssl;
		LoadSpec spec = traffic.spec();
		this.headers = headers(spec);
		this.body = body;
	}

	private static Http2Headers headers(LoadSpec spec) {
		AsciiString[] others = new AsciiString[2 * spec.headers().size() + 4];
		int i = 0;
		for (Map.Entry<String, String> header : spec.headers().entrySet()) {
			others[i++] = AsciiString.of(header.getKey());
			others[i++] = AsciiString.of(header.getValue());
		}
		others[i++] = AsciiString.cached("content-type");
		others[i++] = AsciiString.cached("application/json");
		others[i++] = AsciiString.cached("content-length");
		others[i] = AsciiString.of(Integer.toString(spec.body().getBytes(StandardCharsets.UTF_8).length));
		return ReadOnlyHttp2Headers.clientHeaders(true, AsciiString.cached("POST"), AsciiString.of(spec.path()),
				AsciiString.of(spec.tls() ? "https" : "http"), AsciiString.of(spec.host() + ":" + spec.port()), others);
	}

	@Override
	public void start() {
		Http2Connection connection = new DefaultHttp2Connection(false);
		Frames frames = new Frames(connection);
		Http2ConnectionHandler handler = new Http2ConnectionHandlerBuilder().connection(connection)
			.frameListener(frames)
			.initialSettings(Http2Settings.defaultSettings().pushEnabled(false).initialWindowSize(STREAM_WINDOW))
			.gracefulShutdownTimeoutMillis(0)
			.build();
		frames.handler = handler;
		ChannelFuture connect = this.traffic.tcp().handler(new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel ch) {
				if (H2Client.this.ssl != null) {
					ch.pipeline().addLast(H2Client.this.ssl.newHandler(ch.alloc()));
				}
				ch.pipeline().addLast(frames.clock, handler);
			}

		}).connect();
		this.channel = connect.channel();
		connect.addListener((done) -> {
			if (!done.isSuccess()) {
				this.traffic.stats().error("connect failed");
				this.traffic.retry(this);
			}
		});
		connect.channel().closeFuture().addListener((closed) -> frames.closed());
	}

	@Override
	public void close() {
		if (this.channel != null) {
			this.channel.close();
		}
	}

	/**
	 * Notes the time of each read, so that all frames of one read carry the same.
	 */
	private static final class Clock extends ChannelInboundHandlerAdapter {

		private long now;

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			this.now = System.nanoTime();
			ctx.fireChannelRead(msg);
		}

	}

	private final class Frames extends Http2EventAdapter {

		private final Http2Connection connection;

		private final Http2Connection.PropertyKey key;

		private final Clock clock = new Clock();

		private @Nullable Http2ConnectionHandler handler;

		private boolean started;

		Frames(Http2Connection connection) {
			this.connection = connection;
			this.key = connection.newKey();
		}

		@Override
		public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
			if (this.started) {
				return;
			}
			this.started = true;
			this.connection.local()
				.flowController()
				.incrementWindowSize(this.connection.connectionStream(), CONNECTION_WINDOW);
			for (int i = 0; i < streams; i++) {
				send(ctx, traffic.flight());
			}
			ctx.flush();
		}

		private void send(ChannelHandlerContext ctx, Flight flight) {
			Http2ConnectionHandler http2 = this.handler;
			if (traffic.stopping() || http2 == null) {
				return;
			}
			int id = this.connection.local().incrementAndGetNextStreamId();
			flight.begin(System.nanoTime());
			http2.encoder().writeHeaders(ctx, id, headers, 0, false, ctx.newPromise());
			Http2Stream stream = this.connection.stream(id);
			if (stream == null) {
				flight.broken("stream refused");
				return;
			}
			stream.setProperty(this.key, flight);
			http2.encoder().writeData(ctx, id, body.retainedDuplicate(), 0, true, ctx.newPromise());
		}

		private @Nullable Flight flight(int streamId) {
			Http2Stream stream = this.connection.stream(streamId);
			return (stream != null) ? stream.getProperty(this.key) : null;
		}

		@Override
		public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers head, int streamDependency,
				short weight, boolean exclusive, int padding, boolean endStream) {
			onHeadersRead(ctx, streamId, head, padding, endStream);
		}

		@Override
		public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers head, int padding,
				boolean endStream) {
			Flight flight = flight(streamId);
			CharSequence status = head.status();
			if (flight != null && status != null) {
				flight.status(Integer.parseInt(status.toString()));
			}
			if (endStream) {
				end(ctx, flight);
			}
		}

		@Override
		public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
			int length = data.readableBytes();
			Flight flight = flight(streamId);
			if (flight != null) {
				flight.data(data, data.readerIndex(), length, this.clock.now);
			}
			if (endOfStream) {
				end(ctx, flight);
			}
			return length + padding;
		}

		private void end(ChannelHandlerContext ctx, @Nullable Flight flight) {
			if (flight != null && flight.isOpen()) {
				flight.end(this.clock.now);
				send(ctx, flight);
			}
		}

		@Override
		public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
			Flight flight = flight(streamId);
			if (flight != null && flight.isOpen()) {
				flight.broken("stream reset " + errorCode);
				send(ctx, flight);
			}
		}

		private void closed() throws Http2Exception {
			this.connection.forEachActiveStream((stream) -> {
				Flight flight = stream.getProperty(this.key);
				if (flight != null) {
					flight.broken("connection closed");
				}
				return true;
			});
			traffic.retry(H2Client.this);
		}

	}

}
