package org.llmgateway.protocol;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;

/**
 * Closes an HTTP/1.1 connection whose request body turns out to be malformed after the
 * answer has begun. Reactor Netty would end that answer cleanly, as if both were whole;
 * before the answer has begun it says 400, which is left to it.
 */
final class BrokenBodyGuard extends ChannelDuplexHandler {

	static final String NAME = "llm.broken-body";

	private boolean answering;

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof HttpRequest) {
			this.answering = false;
		}
		else if (this.answering && msg instanceof HttpContent content && content.decoderResult().isFailure()) {
			content.release();
			ctx.close();
			return;
		}
		ctx.fireChannelRead(msg);
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (msg instanceof HttpResponse response && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
			this.answering = true;
		}
		ctx.write(msg, promise);
	}

}
