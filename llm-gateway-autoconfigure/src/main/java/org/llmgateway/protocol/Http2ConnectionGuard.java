package org.llmgateway.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2PriorityFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.netty.http.IdleTimeoutHandler;

/**
 * Widens the receive window of an HTTP/2 connection, so that uploads which are held back
 * do not stall its other streams; closes the connection (GOAWAY) when it had no stream
 * for the keep-alive time-out; and asks a client that was silent for as long, with
 * streams running, whether it is still there (PING), to close the connection at once if
 * it does not answer twice. A flood of control frames ends the connection (GOAWAY,
 * {@code ENHANCE_YOUR_CALM}), and so does a GOAWAY that the client does not read.
 * <p>
 * Takes the place of Reactor Netty's own ping, after which the codec waits, without end,
 * for the streams of the dead client.
 * <p>
 * Reactor Netty has a property for the window of a stream only. Stands behind the frame
 * codec and acts on the client's SETTINGS, the first frame of every connection whether it
 * came by ALPN, prior knowledge or upgrade.
 * <p>
 * It also makes an upload that is held back learn that its client has gone: Netty keeps a
 * stream open until everything received on it has been read, however it ended.
 */
final class Http2ConnectionGuard extends TimerHandler {

	static final String NAME = "llm.h2.connection";

	private static final int PING_ATTEMPTS = 2;

	private static final int STREAMS_BEFORE_SETTINGS = Http2CodecUtil.SMALLEST_MAX_CONCURRENT_STREAMS;

	private static final Http2Exception FLOOD = Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM,
			"Maximum number of control frames reached");

	private static final Log logger = LogFactory.getLog(Http2ConnectionGuard.class);

	private final int window;

	private final int maxStreams;

	private final long keepAliveNanos;

	private final long pingNanos;

	private final GuardCounts counts;

	private final FloodWindow controlFrames;

	private final Map<Integer, Channel> open = new HashMap<>();

	private boolean begun;

	private int streams;

	private long idleSince;

	/** Whether anything came from the client since the last look. */
	private boolean heard;

	private int unanswered;

	Http2ConnectionGuard(Http2Properties properties, Duration keepAlive, GuardCounts counts) {
		this.window = Math.toIntExact(properties.connectionWindow().toBytes());
		this.maxStreams = properties.maxConcurrentStreams();
		this.pingNanos = properties.pingTimeout().toNanos();
		this.keepAliveNanos = keepAlive.toNanos();
		this.counts = counts;
		this.controlFrames = new FloodWindow(properties.maxControlFrames(),
				TimeUnit.SECONDS.toNanos(properties.floodSeconds()), System.nanoTime());
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.heard = true;
		if (isControl(msg) && this.controlFrames.isExceededBy(1, System.nanoTime())) {
			endFlood(ctx);
			return;
		}
		if (!this.begun && msg instanceof Http2SettingsFrame) {
			this.begun = true;
			Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
			if (codec != null) {
				begin(ctx, codec);
			}
		}
		ctx.fireChannelRead(msg);
		if (msg instanceof Http2ResetFrame reset) {
			Channel stream = (reset.stream() != null) ? this.open.get(reset.stream().id()) : null;
			if (stream != null) {
				stream.close();
			}
		}
	}

	private static boolean isControl(Object msg) {
		return msg instanceof Http2PingFrame ping && !ping.ack() || msg instanceof Http2SettingsFrame
				|| msg instanceof Http2PriorityFrame;
	}

	/** At once, for a client that sends so much need not read. */
	private static void endFlood(ChannelHandlerContext ctx) {
		ChannelHandlerContext codec = ctx.pipeline().context(Http2FrameCodec.class);
		((Http2FrameCodec) codec.handler()).onError(codec, true, FLOOD);
		codec.close();
	}

	/**
	 * Takes note of the channel of a request; called on the event loop.
	 */
	void track(Http2StreamChannel stream) {
		Integer id = stream.stream().id();
		this.open.put(id, stream);
		stream.closeFuture().addListener((closed) -> this.open.remove(id));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (cause instanceof Http2FrameStreamException breach) {
			reset(ctx, breach);
		}
		// The codec has answered a client's breach of protocol already, and only reports
		// it; a reset by the client closes the connection without further help.
		else if (cause instanceof Http2Exception || cause instanceof IOException) {
			logger.debug("HTTP/2 connection error", cause);
		}
		else {
			ctx.fireExceptionCaught(cause);
		}
	}

	/**
	 * Reactor Netty would close the stream as CANCEL, which the codec's limit of resets
	 * does not count, and write a line to the log for each.
	 */
	private void reset(ChannelHandlerContext ctx, Http2FrameStreamException breach) {
		Channel stream = this.open.get(breach.stream().id());
		ctx.writeAndFlush(new DefaultHttp2ResetFrame(breach.error()).stream(breach.stream())).addListener((written) -> {
			if (stream != null) {
				stream.close();
			}
		});
	}

	private void begin(ChannelHandlerContext ctx, Http2FrameCodec codec) {
		IdleTimeoutHandler.removeIdleTimeoutHandler(ctx.pipeline());
		Http2LocalFlowController flow = codec.connection().local().flowController();
		// Until a client has acknowledged the SETTINGS there would be no bound at all.
		codec.connection().remote().maxActiveStreams(Math.max(this.maxStreams, STREAMS_BEFORE_SETTINGS));
		int increment = this.window - flow.initialWindowSize(codec.connection().connectionStream());
		if (increment > 0) {
			ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(increment));
		}
		this.streams = codec.connection().numActiveStreams();
		this.idleSince = System.nanoTime();
		codec.connection().addListener(listener(ctx, codec.connection()));
		schedule(ctx, this.keepAliveNanos);
	}

	private Http2Connection.Listener listener(ChannelHandlerContext ctx, Http2Connection connection) {
		return new Http2ConnectionAdapter() {

			@Override
			public void onStreamActive(Http2Stream stream) {
				Http2ConnectionGuard.this.streams++;
			}

			@Override
			public void onStreamClosed(Http2Stream stream) {
				Http2ConnectionGuard.this.streams = connection.numActiveStreams();
				Http2ConnectionGuard.this.idleSince = System.nanoTime();
			}

			@Override
			public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf debugData) {
				GuardReason reason = GuardReason.ofGoAway(errorCode, debugData.toString(StandardCharsets.UTF_8));
				if (reason != null) {
					Http2ConnectionGuard.this.counts.add(reason);
					closeUnread(ctx);
				}
			}

		};
	}

	/** The codec closes a connection when the client has taken its GOAWAY, or never. */
	private void closeUnread(ChannelHandlerContext ctx) {
		schedule(ctx, () -> closeNow(ctx), this.pingNanos);
	}

	private void closeNow(ChannelHandlerContext ctx) {
		ChannelHandlerContext codec = ctx.pipeline().context(Http2FrameCodec.class);
		if (codec != null) {
			this.counts.add(GuardReason.UNRESPONSIVE);
			// Below the codec, which would wait for the streams.
			codec.close();
		}
	}

	private void schedule(ChannelHandlerContext ctx, long nanos) {
		schedule(ctx, () -> check(ctx), nanos);
	}

	private void check(ChannelHandlerContext ctx) {
		long left = this.idleSince + this.keepAliveNanos - System.nanoTime();
		if (this.streams > 0) {
			checkClient(ctx);
		}
		else if (left > 0) {
			schedule(ctx, left);
		}
		else {
			closeUnread(ctx);
			ctx.channel().close();
		}
	}

	private void checkClient(ChannelHandlerContext ctx) {
		if (this.heard) {
			this.heard = false;
			this.unanswered = 0;
			schedule(ctx, this.keepAliveNanos);
		}
		else if (this.unanswered < PING_ATTEMPTS) {
			this.unanswered++;
			ctx.writeAndFlush(new DefaultHttp2PingFrame(this.unanswered));
			schedule(ctx, this.pingNanos);
		}
		else {
			closeNow(ctx);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		super.channelInactive(ctx);
		closeStreams();
	}

	/**
	 * Closes the channels of all running requests; called on the event loop.
	 */
	void closeStreams() {
		List.copyOf(this.open.values()).forEach(Channel::close);
	}

}
