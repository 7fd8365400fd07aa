package org.llmgateway.usage;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.LlmChunk;

/**
 * A stream of chunks without the event that tells of usage.
 */
final class WithoutUsageEvent extends Flux<LlmChunk> {

	private final Publisher<LlmChunk> source;

	WithoutUsageEvent(Publisher<LlmChunk> source) {
		this.source = source;
	}

	@Override
	public void subscribe(CoreSubscriber<? super LlmChunk> actual) {
		this.source.subscribe(new Relay(actual));
	}

	private static final class Relay implements CoreSubscriber<LlmChunk>, Subscription {

		private final CoreSubscriber<? super LlmChunk> actual;

		private final UsageEventCut cut = new UsageEventCut(SseParser.DEFAULT_MAX_EVENT_BYTES);

		private final AtomicLong demand = new AtomicLong();

		private Subscription upstream = Operators.emptySubscription();

		/** What was held back when the stream ended, until it is asked for. */
		private @Nullable LlmChunk rest;

		private boolean cancelled;

		Relay(CoreSubscriber<? super LlmChunk> actual) {
			this.actual = actual;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(LlmChunk chunk) {
			LlmChunk passed = this.cut.pass(chunk);
			if (this.cancelled) {
				this.cut.release();
			}
			if (passed != null) {
				deliver(passed);
			}
			else {
				this.upstream.request(1);
			}
		}

		private void deliver(LlmChunk chunk) {
			if (this.demand.get() != Long.MAX_VALUE) {
				this.demand.decrementAndGet();
			}
			this.actual.onNext(chunk);
		}

		/** An event that has not ended is not sent: an error may follow. */
		@Override
		public void onError(Throwable cause) {
			this.cut.release();
			this.actual.onError(cause);
		}

		@Override
		public void onComplete() {
			LlmChunk last = this.cut.end();
			if (last == null) {
				this.actual.onComplete();
				return;
			}
			synchronized (this) {
				this.rest = last;
			}
			finish();
		}

		private void finish() {
			LlmChunk last;
			synchronized (this) {
				last = this.rest;
				if (last == null || this.demand.get() == 0) {
					return;
				}
				this.rest = null;
			}
			deliver(last);
			this.actual.onComplete();
		}

		@Override
		public void request(long n) {
			this.demand.accumulateAndGet(n, Operators::addCap);
			finish();
			this.upstream.request(n);
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			this.upstream.cancel();
			this.cut.release();
			LlmChunk last;
			synchronized (this) {
				last = this.rest;
				this.rest = null;
			}
			if (last != null) {
				last.data().release();
			}
		}

	}

}
