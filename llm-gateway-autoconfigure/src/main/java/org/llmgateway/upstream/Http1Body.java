package org.llmgateway.upstream;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The body of an HTTP/1.1 answer, for one subscriber: what is not asked for yet waits
 * here, and meanwhile the connection is not read, so no more waits than one read brought.
 */
final class Http1Body extends Flux<ByteBuf> implements Subscription {

	private final Http1Exchange exchange;

	private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);

	private @Nullable CoreSubscriber<? super ByteBuf> subscriber;

	private @Nullable Throwable failure;

	private long demand;

	private boolean draining;

	private boolean ended;

	/** The subscriber has had its last signal, or wants none. */
	private boolean done;

	Http1Body(Http1Exchange exchange) {
		this.exchange = exchange;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
		this.exchange.run(() -> {
			if (this.subscriber != null) {
				Operators.error(actual, new IllegalStateException("The body has one subscriber"));
				return;
			}
			this.subscriber = actual;
			actual.onSubscribe(this);
			drain();
		});
	}

	@Override
	public void request(long n) {
		if (this.exchange.isOnLoop()) {
			ask(n);
		}
		else {
			this.exchange.run(() -> ask(n));
		}
	}

	private void ask(long n) {
		this.demand = Operators.addCap(this.demand, n);
		drain();
	}

	/**
	 * Takes a part.
	 * @param part the part, owned by the body
	 */
	void next(ByteBuf part) {
		if (this.done) {
			part.release();
			return;
		}
		this.waiting.add(part);
		drain();
		if (!this.waiting.isEmpty()) {
			this.exchange.read(false);
		}
	}

	/**
	 * There will be no more parts.
	 * @param failure why not, or {@code null} at the proper end
	 */
	void end(@Nullable Throwable failure) {
		this.ended = true;
		this.failure = failure;
		drain();
	}

	private void drain() {
		CoreSubscriber<? super ByteBuf> actual = this.subscriber;
		if (actual == null || this.draining || this.done) {
			return;
		}
		this.draining = true;
		while (this.demand > 0 && !this.waiting.isEmpty()) {
			if (this.demand != Long.MAX_VALUE) {
				this.demand--;
			}
			actual.onNext(this.waiting.remove());
		}
		this.draining = false;
		if (!this.waiting.isEmpty() || this.done) {
			return;
		}
		if (this.ended) {
			this.done = true;
			finish(actual);
		}
		else if (this.demand > 0) {
			this.exchange.read(true);
		}
	}

	private void finish(CoreSubscriber<? super ByteBuf> actual) {
		if (this.failure != null) {
			actual.onError(this.failure);
		}
		else {
			actual.onComplete();
		}
	}

	@Override
	public void cancel() {
		this.exchange.close();
	}

	/**
	 * Nobody wants what has not been delivered.
	 */
	void discard() {
		this.done = true;
		for (ByteBuf part = this.waiting.poll(); part != null; part = this.waiting.poll()) {
			part.release();
		}
	}

}
