package org.llmgateway.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One HTTP/3 connection as the {@link Http3Drain} sees it: counts its request streams,
 * puts a {@link Http3StreamGuard} into each, and ends it by GOAWAY, running streams, then
 * CONNECTION_CLOSE (RFC 9114, section 5.2); at once when its client cancels too many
 * requests or sends too much beside them.
 * <p>
 * Stands first in the connection's pipeline. All fields belong to its event loop.
 */
final class Http3Connection extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.h3.connection";

	private static final Log logger = LogFactory.getLog(Http3Connection.class);

	/** Time for the last acknowledgements before the connection is closed. */
	private static final long LINGER_MILLIS = 200;

	private static final int CONNECTION_REFUSED = 0x02;

	/** What a stream or a frame without content counts, in bytes. */
	private static final int FRAME_COST = 16;

	private final QuicChannel channel;

	private final Http3Drain drain;

	private final long probeNanos;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private long nextId;

	private final Set<QuicStreamChannel> open = new HashSet<>();

	private boolean goAway;

	private boolean established;

	private boolean flooded;

	private final FloodWindow resets;

	private final FloodWindow control;

	Http3Connection(QuicChannel channel, Http3Drain drain, Duration probe) {
		this.channel = channel;
		this.drain = drain;
		this.probeNanos = probe.toNanos();
		this.resets = drain.counted().resetWindow();
		this.control = drain.counted().controlWindow();
		channel.closeFuture().addListener((future) -> {
			drain.counted().closed(this.established);
			drain.closed(this);
			this.closed.complete(null);
		});
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.established = true;
		this.drain.counted().established();
		if (this.drain.draining()) {
			close();
		}
		else {
			ctx.fireChannelActive();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// What a client sends may be anything, and need not be its fault alone.
		if (cause instanceof QuicException || cause instanceof SSLException || cause instanceof Http3Exception) {
			logger.debug("QUIC connection error", cause);
		}
		else {
			ctx.fireExceptionCaught(cause);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof QuicStreamChannel stream && stream.type() == QuicStreamType.BIDIRECTIONAL) {
			if (this.goAway && stream.streamId() >= this.nextId) {
				reject(stream);
				return;
			}
			if (this.flooded) {
				reject(stream);
				return;
			}
			this.nextId = Math.max(this.nextId, stream.streamId() + 4);
			opened(stream);
			stream.pipeline().addFirst(Http3StreamGuard.NAME, new Http3StreamGuard(this, this.probeNanos));
		}
		else if (msg instanceof QuicStreamChannel stream) {
			sentControl(FRAME_COST);
			stream.pipeline().addFirst(Http3ControlGuard.NAME, new Http3ControlGuard(this));
		}
		ctx.fireChannelRead(msg);
	}

	/**
	 * A client has room for no more streams than it may open. QUIC gives that room back
	 * as soon as the client says that it does not read a stream, of which Netty does not
	 * tell: what is open beyond has been cancelled, and is looked for.
	 */
	private void opened(QuicStreamChannel stream) {
		this.open.add(stream);
		stream.closeFuture().addListener((future) -> {
			this.open.remove(stream);
			closeIfDrained();
		});
		long most = this.drain.counted().properties().maxStreams();
		if (this.open.size() > 2 * most) {
			flooded("Too many cancelled requests");
		}
		else if (this.open.size() > most) {
			List.copyOf(this.open).forEach(Http3StreamGuard::probeNow);
		}
	}

	/** The client has cancelled a request, or sent one that cannot be read. */
	void reset() {
		this.drain.counted().reset();
		if (this.resets.isExceededBy(1, System.nanoTime())) {
			flooded("Too many cancelled requests");
		}
	}

	/** A frame without content, which costs more than its bytes. */
	boolean sentEmpty() {
		return sentControl(FRAME_COST);
	}

	/**
	 * The client has sent something beside its requests.
	 * @param bytes how much
	 * @return whether to go on
	 */
	boolean sentControl(int bytes) {
		if (!this.flooded && this.control.isExceededBy(bytes, System.nanoTime())) {
			flooded("Too much beside requests");
		}
		return !this.flooded;
	}

	private void flooded(String reason) {
		if (!this.flooded) {
			this.flooded = true;
			this.drain.counted().flood();
			this.channel.close(true, Http3ErrorCode.H3_EXCESSIVE_LOAD.code(),
					Unpooled.copiedBuffer(reason, StandardCharsets.US_ASCII));
		}
	}

	/**
	 * Tells the client that there are too many connections (RFC 9000, section 5.2.2),
	 * once its first packet has been read and there is a key to say so with.
	 */
	void refuse() {
		this.channel.eventLoop().execute(() -> this.channel.close(false, CONNECTION_REFUSED, Unpooled.EMPTY_BUFFER));
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
		if (this.goAway && this.open.isEmpty()) {
			this.channel.eventLoop().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void close() {
		this.channel.close(true, Http3ErrorCode.H3_NO_ERROR.code(), Unpooled.EMPTY_BUFFER);
	}

}
