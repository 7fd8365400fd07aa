package org.llmgateway.protocol;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;

/**
 * One HTTP/3 connection as the {@link Http3Drain} sees it: counts its request streams,
 * puts a {@link Http3StreamGuard} into each, and ends it by GOAWAY, running streams, then
 * CONNECTION_CLOSE (RFC 9114, section 5.2).
 * <p>
 * Stands first in the connection's pipeline. All fields belong to its event loop.
 */
final class Http3Connection extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.h3.connection";

	/** Time for the last acknowledgements before the connection is closed. */
	private static final long LINGER_MILLIS = 200;

	private final QuicChannel channel;

	private final Http3Drain drain;

	private final long probeNanos;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private long nextId;

	private int open;

	private boolean goAway;

	Http3Connection(QuicChannel channel, Http3Drain drain, Duration probe) {
		this.channel = channel;
		this.drain = drain;
		this.probeNanos = probe.toNanos();
		channel.closeFuture().addListener((future) -> {
			drain.closed(this);
			this.closed.complete(null);
		});
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		if (this.drain.draining()) {
			close();
		}
		else {
			ctx.fireChannelActive();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof QuicStreamChannel stream && stream.type() == QuicStreamType.BIDIRECTIONAL) {
			if (this.goAway && stream.streamId() >= this.nextId) {
				reject(stream);
				return;
			}
			this.nextId = Math.max(this.nextId, stream.streamId() + 4);
			this.open++;
			stream.closeFuture().addListener((future) -> {
				this.open--;
				closeIfDrained();
			});
			stream.pipeline().addFirst(Http3StreamGuard.NAME, new Http3StreamGuard(this.probeNanos));
		}
		ctx.fireChannelRead(msg);
	}

	/** Netty sends GOAWAY but goes on opening the streams that it announced to refuse. */
	private static void reject(QuicStreamChannel stream) {
		int code = Http3ErrorCode.H3_REQUEST_REJECTED.code();
		stream.shutdownInput(code);
		stream.shutdownOutput(code);
		stream.close();
	}

	/**
	 * Lets running streams end, at most for the given time. May be called from any
	 * thread.
	 */
	CompletableFuture<Void> drain(Duration limit) {
		this.channel.eventLoop().execute(() -> {
			this.goAway = true;
			QuicStreamChannel control = Http3.getLocalControlStream(this.channel);
			if (control != null) {
				control.writeAndFlush(new DefaultHttp3GoAwayFrame(this.nextId));
			}
			closeIfDrained();
		});
		this.channel.eventLoop().schedule(this::close, limit.toMillis(), TimeUnit.MILLISECONDS);
		return this.closed;
	}

	private void closeIfDrained() {
		if (this.goAway && this.open == 0) {
			this.channel.eventLoop().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void close() {
		this.channel.close(true, Http3ErrorCode.H3_NO_ERROR.code(), Unpooled.EMPTY_BUFFER);
	}

}
