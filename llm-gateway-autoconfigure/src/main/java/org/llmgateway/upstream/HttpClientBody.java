package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * The body as Reactor Netty's client delivers it, as buffers that belong to the
 * subscriber. One operator in place of three, since each costs every chunk.
 */
final class HttpClientBody extends Flux<ByteBuf> {

	private final Flux<?> inbound;

	private final Runnable complete;

	/**
	 * Prepares the body.
	 * @param inbound what the connection receives; it is released behind the subscriber
	 * @param complete run before the subscriber learns of the body's end
	 */
	HttpClientBody(Flux<?> inbound, Runnable complete) {
		this.inbound = inbound;
		this.complete = complete;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
		this.inbound.subscribe(new Keeping(actual, this.complete));
	}

	private static final class Keeping implements CoreSubscriber<Object> {

		private final CoreSubscriber<? super ByteBuf> actual;

		private final Runnable complete;

		Keeping(CoreSubscriber<? super ByteBuf> actual, Runnable complete) {
			this.actual = actual;
			this.complete = complete;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.actual.onSubscribe(subscription);
		}

		@Override
		public void onNext(Object message) {
			ByteBuf buffer = (message instanceof ByteBufHolder holder) ? holder.content() : (ByteBuf) message;
			this.actual.onNext(buffer.retain());
		}

		@Override
		public void onError(Throwable cause) {
			this.actual.onError(cause);
		}

		@Override
		public void onComplete() {
			this.complete.run();
			this.actual.onComplete();
		}

	}

}
