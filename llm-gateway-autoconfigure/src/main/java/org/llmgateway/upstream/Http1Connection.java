package org.llmgateway.upstream;

import java.nio.channels.ClosedChannelException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to a provider: hands what it reads to the exchange that it
 * serves. Reads by itself as long as nobody says otherwise, so that a provider that hangs
 * up is noticed at once, and without a system call for each read.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {

	private final Http1Pool pool;

	private final Channel channel;

	private @Nullable Http1Exchange exchange;

	private @Nullable Throwable cause;

	private boolean interim;

	private boolean keepAlive;

	private long idleSince;

	Http1Connection(Http1Pool pool, Channel channel) {
		this.pool = pool;
		this.channel = channel;
	}

	/**
	 * Serves an exchange until its answer has ended.
	 * @param exchange the exchange, which writes its request
	 * @return the channel to write to
	 */
	Channel serve(Http1Exchange exchange) {
		this.exchange = exchange;
		return this.channel;
	}

	boolean isActive() {
		return this.channel.isActive();
	}

	long idleSince() {
		return this.idleSince;
	}

	/**
	 * Goes back to the pool, or is closed if it cannot serve another request.
	 * @param reusable whether request and answer ended as they should
	 */
	void free(boolean reusable) {
		if (reusable) {
			read(true);
			this.idleSince = System.nanoTime();
			this.pool.put(this);
		}
		else {
			close();
		}
	}

	/**
	 * Reads on, or stops reading.
	 * @param on whether to read
	 */
	void read(boolean on) {
		if (this.channel.config().isAutoRead() != on) {
			this.channel.config().setAutoRead(on);
		}
	}

	/**
	 * Breaks off; the exchange, if there is one, is not told.
	 */
	void close() {
		this.exchange = null;
		this.channel.close();
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.pool.opened(this);
		ctx.fireChannelActive();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		Http1Exchange current = this.exchange;
		if (current == null || !(msg instanceof HttpObject object)) {
			// Nothing was asked, or nothing is wanted any more.
			ReferenceCountUtil.release(msg);
			this.channel.close();
		}
		else if (object.decoderResult().isFailure()) {
			ReferenceCountUtil.release(msg);
			broken(object.decoderResult().cause());
		}
		else if (object instanceof HttpResponse response) {
			head(current, response);
		}
		else if (object instanceof HttpContent content) {
			content(current, content);
		}
	}

	private void head(Http1Exchange current, HttpResponse response) {
		this.interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
		if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
			broken(new IllegalStateException("The provider switched protocols"));
		}
		else if (!this.interim) {
			this.keepAlive = HttpUtil.isKeepAlive(response);
			current.head(response);
		}
	}

	private void content(Http1Exchange current, HttpContent content) {
		if (content.content().isReadable()) {
			current.content(content.content());
		}
		else {
			content.release();
		}
		if (content instanceof LastHttpContent && !this.interim && this.exchange == current) {
			this.exchange = null;
			current.end(this.keepAlive);
		}
	}

	void broken(Throwable cause) {
		this.cause = cause;
		this.channel.close();
		tell();
	}

	private void tell() {
		Http1Exchange current = this.exchange;
		this.exchange = null;
		if (current != null) {
			current.brokenOff((this.cause != null) ? this.cause : new ClosedChannelException());
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.pool.gone(this);
		tell();
		ctx.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		broken(cause);
	}

}
