package org.llmgateway.route;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;

/**
 * Sees whether a client has taken any byte of what its channel holds since the last look,
 * whatever has been written meanwhile.
 */
final class ClientProgress {

	private final Channel channel;

	private long written;

	private long taken;

	private int window;

	ClientProgress(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Notes what is handed to the channel.
	 * @param bytes how much
	 */
	void written(int bytes) {
		this.written += bytes;
	}

	/**
	 * Looks, on the event loop.
	 * @return whether the client has taken a byte since the last look, or has all
	 */
	boolean look() {
		long pending = pending();
		// A message that is waiting counts a little more than its bytes, so this may
		// fall but never grows unless something has left.
		long takenNow = this.written - pending;
		int windowNow = window();
		boolean progress = pending <= 0 || takenNow > this.taken || windowNow != this.window;
		this.taken = takenNow;
		this.window = windowNow;
		return progress;
	}

	private long pending() {
		WriteBufferWaterMark marks = this.channel.config().getWriteBufferWaterMark();
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		if (buffer != null) {
			return buffer.isEmpty() ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
		}
		return this.channel.isWritable() ? marks.high() - this.channel.bytesBeforeUnwritable() + 1
				: marks.low() + this.channel.bytesBeforeWritable();
	}

	/** On HTTP/2 a large frame leaves in parts, which only the window tells of. */
	private int window() {
		if (!(this.channel instanceof Http2StreamChannel stream)) {
			return 0;
		}
		Http2FrameCodec codec = this.channel.parent().pipeline().get(Http2FrameCodec.class);
		Http2Stream known = (codec != null) ? codec.connection().stream(stream.stream().id()) : null;
		return (codec != null && known != null) ? codec.connection().remote().flowController().windowSize(known) : 0;
	}

}
