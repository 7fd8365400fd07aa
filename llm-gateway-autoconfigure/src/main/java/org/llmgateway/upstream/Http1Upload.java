package org.llmgateway.upstream;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * A request body that is sent as it arrives, one part at a time: the next is asked for
 * when the one before has been written.
 */
final class Http1Upload implements CoreSubscriber<ByteBuf> {

	private final Channel channel;

	private final GenericFutureListener<Future<? super Void>> written;

	private final Consumer<Throwable> failed;

	private volatile boolean cancelled;

	private volatile Subscription content = Operators.emptySubscription();

	/**
	 * Prepares an upload.
	 * @param channel where it goes
	 * @param written told of the last write
	 * @param failed told why the body broke off, if it did
	 */
	Http1Upload(Channel channel, GenericFutureListener<Future<? super Void>> written, Consumer<Throwable> failed) {
		this.channel = channel;
		this.written = written;
		this.failed = failed;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.content = subscription;
		if (this.cancelled) {
			subscription.cancel();
		}
		else {
			subscription.request(1);
		}
	}

	@Override
	public void onNext(ByteBuf part) {
		if (this.cancelled) {
			part.release();
			return;
		}
		this.channel.writeAndFlush(new DefaultHttpContent(part)).addListener((write) -> {
			if (write.isSuccess()) {
				this.content.request(1);
			}
		});
	}

	@Override
	public void onError(Throwable cause) {
		this.failed.accept(cause);
	}

	@Override
	public void onComplete() {
		if (!this.cancelled) {
			this.channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(this.written);
		}
	}

	/**
	 * The rest is not wanted.
	 */
	void cancel() {
		this.cancelled = true;
		this.content.cancel();
	}

}
