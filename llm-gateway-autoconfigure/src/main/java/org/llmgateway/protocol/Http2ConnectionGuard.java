package org.llmgateway.protocol;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2LocalFlowController;
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
 * it does not answer twice.
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

	private static final Log logger = LogFactory.getLog(Http2ConnectionGuard.class);

	private final int window;

	private final long keepAliveNanos;

	private final long pingNanos;

	private final Map<Integer, Channel> open = new HashMap<>();

	private boolean begun;

	private int streams;

	private long idleSince;

	/** Whether anything came from the client since the last look. */
	private boolean heard;

	private int unanswered;

	Http2ConnectionGuard(long window, Duration keepAlive, Duration ping) {
		this.window = Math.toIntExact(window);
		this.pingNanos = ping.toNanos();
		this.keepAliveNanos = keepAlive.toNanos();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.heard = true;
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
		// The codec has answered a client's breach of protocol already, and only reports
		// it; a reset by the client closes the connection without further help.
		if (cause instanceof Http2Exception || cause instanceof IOException) {
			logger.debug("HTTP/2 connection error", cause);
		}
		else {
			ctx.fireExceptionCaught(cause);
		}
	}

	private void begin(ChannelHandlerContext ctx, Http2FrameCodec codec) {
		IdleTimeoutHandler.removeIdleTimeoutHandler(ctx.pipeline());
		Http2LocalFlowController flow = codec.connection().local().flowController();
		int increment = this.window - flow.initialWindowSize(codec.connection().connectionStream());
		if (increment > 0) {
			ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(increment));
		}
		this.streams = codec.connection().numActiveStreams();
		this.idleSince = System.nanoTime();
		codec.connection().addListener(new Http2ConnectionAdapter() {

			@Override
			public void onStreamActive(Http2Stream stream) {
				Http2ConnectionGuard.this.streams++;
			}

			@Override
			public void onStreamClosed(Http2Stream stream) {
				Http2ConnectionGuard.this.streams = codec.connection().numActiveStreams();
				Http2ConnectionGuard.this.idleSince = System.nanoTime();
			}

		});
		schedule(ctx, this.keepAliveNanos);
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
			// Below the codec, which would wait for the streams.
			ctx.pipeline().context(Http2FrameCodec.class).close();
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
