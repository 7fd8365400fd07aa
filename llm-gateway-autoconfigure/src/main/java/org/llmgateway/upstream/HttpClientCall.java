package org.llmgateway.upstream;

import java.util.concurrent.atomic.AtomicBoolean;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A request on Reactor Netty's client as its receiver sees it: ends with the head of the
 * answer or an error. One operator in place of six, since each costs every request.
 */
final class HttpClientCall extends Mono<UpstreamResponse> {

	private final Flux<UpstreamResponse> call;

	private final UpstreamRequest request;

	private final HttpClientExchange exchange;

	/**
	 * Prepares a call.
	 * @param call what sends the request and brings the head
	 * @param request the request
	 * @param exchange ended where the head does not come or is not wanted any more
	 */
	HttpClientCall(Flux<UpstreamResponse> call, UpstreamRequest request, HttpClientExchange exchange) {
		this.call = call;
		this.request = request;
		this.exchange = exchange;
	}

	@Override
	public void subscribe(CoreSubscriber<? super UpstreamResponse> actual) {
		this.call.subscribe(new Waiting(this, actual));
	}

	private static final class Waiting implements CoreSubscriber<UpstreamResponse>, Subscription {

		private final HttpClientCall call;

		private final CoreSubscriber<? super UpstreamResponse> actual;

		private final Context context;

		/** The head, an error or cancellation: whichever comes first. */
		private final AtomicBoolean decided = new AtomicBoolean();

		private Subscription upstream = Operators.emptySubscription();

		Waiting(HttpClientCall call, CoreSubscriber<? super UpstreamResponse> actual) {
			this.call = call;
			this.actual = actual;
			this.context = actual.currentContext();
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(UpstreamResponse head) {
			// Where the call was given up the exchange has ended the answer.
			if (decide()) {
				this.actual.onNext(head);
				this.actual.onComplete();
			}
		}

		@Override
		public void onError(Throwable cause) {
			if (decide()) {
				fail(cause);
			}
		}

		@Override
		public void onComplete() {
			onError(new IllegalStateException("The client completed without an answer"));
		}

		private void fail(Throwable cause) {
			this.call.exchange.close();
			this.actual.onError(UpstreamFailure.beforeAnswer(this.call.request, cause));
		}

		private boolean decide() {
			return this.decided.compareAndSet(false, true);
		}

		@Override
		public void request(long n) {
			// There is one head, and it is always wanted.
		}

		@Override
		public void cancel() {
			if (decide()) {
				this.upstream.cancel();
				this.call.exchange.close();
			}
		}

	}

}
