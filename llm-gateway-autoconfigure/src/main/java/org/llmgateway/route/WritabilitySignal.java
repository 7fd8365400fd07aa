package org.llmgateway.route;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Tells one waiting relay that its client's channel takes bytes again.
 */
final class WritabilitySignal extends ChannelInboundHandlerAdapter {

	private static final String NAME = "llm.writability";

	private @Nullable Runnable waiting;

	/**
	 * Calls back once the channel is writable; at once if it already is.
	 * @param channel the client's channel
	 * @param resume what to call, on the channel's event loop
	 */
	static void await(Channel channel, Runnable resume) {
		if (!channel.eventLoop().inEventLoop()) {
			channel.eventLoop().execute(() -> await(channel, resume));
			return;
		}
		if (channel.isWritable()) {
			resume.run();
			return;
		}
		WritabilitySignal signal = channel.pipeline().get(WritabilitySignal.class);
		if (signal == null && channel.isActive()) {
			signal = new WritabilitySignal();
			channel.pipeline().addFirst(NAME, signal);
		}
		if (signal != null) {
			signal.waiting = resume;
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		Runnable resume = this.waiting;
		if (resume != null && ctx.channel().isWritable()) {
			this.waiting = null;
			resume.run();
		}
		ctx.fireChannelWritabilityChanged();
	}

}
