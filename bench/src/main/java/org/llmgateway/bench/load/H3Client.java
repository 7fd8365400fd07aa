package org.llmgateway.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A QUIC connection, on a UDP port of its own, that keeps several HTTP/3 streams under
 * way.
 */
final class H3Client implements LoadClient {

	private static final int STREAM_WINDOW = 1 << 20;

	private static final int CONNECTION_WINDOW = 16 << 20;

	private static final int IDLE_SECONDS = 30;

	private final Traffic traffic;

	private final QuicSslContext ssl;

	private final Http3Headers headers;

	private final ByteBuf body;

	private final List<Flight> flights = new ArrayList<>();

	private @Nullable Channel datagram;

	H3Client(Traffic traffic, int streams, ByteBuf body, QuicSslContext ssl) {
		this.traffic = traffic;
		this.ssl = ssl;
		LoadSpec spec = traffic.spec();
		this.body = body;
		this.headers = headers(spec, body.readableBytes());
		for (int i = 0; i < streams; i++) {
			this.flights.add(traffic.flight());
		}
	}

	private static Http3Headers headers(LoadSpec spec, int length) {
		Http3Headers headers = new DefaultHttp3Headers(false);
		headers.method("POST").scheme("https").authority(spec.host() + ":" + spec.port()).path(spec.path());
		for (Map.Entry<String, String> header : spec.headers().entrySet()) {
			headers.set(header.getKey(), header.getValue());
		}
		headers.set("content-type", "application/json");
		headers.set("content-length", Integer.toString(length));
		return headers;
	}

	@Override
	public void start() {
		ChannelHandler codec = Http3.newQuicClientCodecBuilder()
			.sslContext(this.ssl)
			.maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
			.initialMaxData(CONNECTION_WINDOW)
			.initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
			.initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
			.build();
		new Bootstrap().group(this.traffic.loop())
			.channel(this.traffic.transport().datagramChannel())
			.handler(codec)
			.bind(0)
			.addListener((io.netty.channel.ChannelFuture bound) -> {
				if (bound.isSuccess()) {
					connect(bound.channel());
				}
				else {
					failed("no UDP port");
				}
			});
	}

	private void connect(Channel udp) {
		this.datagram = udp;
		QuicChannel.newBootstrap(udp)
			.handler(new Http3ClientConnectionHandler())
			.remoteAddress(this.traffic.address())
			.connect()
			.addListener((Future<QuicChannel> connected) -> {
				if (!connected.isSuccess()) {
					udp.close();
					failed("connect failed");
					return;
				}
				QuicChannel quic = connected.getNow();
				quic.closeFuture().addListener((closed) -> closed(udp));
				for (Flight flight : this.flights) {
					send(quic, flight);
				}
			});
	}

	private void failed(String why) {
		this.traffic.stats().error(why);
		this.traffic.retry(this);
	}

	private void closed(Channel udp) {
		udp.close();
		for (Flight flight : this.flights) {
			flight.broken("connection closed");
		}
		this.traffic.retry(this);
	}

	private void send(QuicChannel quic, Flight flight) {
		if (this.traffic.stopping() || !quic.isActive()) {
			return;
		}
		flight.begin(System.nanoTime());
		Http3.newRequestStream(quic, new Answer(quic, flight)).addListener((Future<QuicStreamChannel> opened) -> {
			if (!opened.isSuccess()) {
				flight.broken("stream refused");
				return;
			}
			QuicStreamChannel stream = opened.getNow();
			stream.write(new DefaultHttp3HeadersFrame(this.headers));
			stream.writeAndFlush(new DefaultHttp3DataFrame(this.body.retainedDuplicate()))
				.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
		});
	}

	@Override
	public void close() {
		if (this.datagram != null) {
			this.datagram.close();
		}
	}

	private final class Answer extends Http3RequestStreamInboundHandler {

		private final QuicChannel quic;

		private final Flight flight;

		private boolean ended;

		Answer(QuicChannel quic, Flight flight) {
			this.quic = quic;
			this.flight = flight;
		}

		@Override
		protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
			CharSequence status = frame.headers().status();
			if (status != null) {
				this.flight.status(Integer.parseInt(status.toString()));
			}
		}

		@Override
		protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
			ByteBuf data = frame.content();
			this.flight.data(data, data.readerIndex(), data.readableBytes(), System.nanoTime());
			frame.release();
		}

		@Override
		protected void channelInputClosed(ChannelHandlerContext ctx) {
			if (!this.ended) {
				this.ended = true;
				this.flight.end(System.nanoTime());
				send(this.quic, this.flight);
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			if (!this.ended) {
				this.ended = true;
				this.flight.broken("stream closed");
				send(this.quic, this.flight);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

}
