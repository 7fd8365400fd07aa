package org.llmgateway.route;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;

/**
 * The clocks of an ordinary route until its answer begins: the total time, and that of
 * the first token where a stream was asked for. When one runs out, the rest of the way is
 * cancelled, the upstream with it. So it is once an error event has ended the answer:
 * what is left then are the upstream's trailers, which may never come.
 */
final class HeadDeadline extends Mono<Void> {

	private final Mono<Void> way;

	private final ServerWebExchange exchange;

	private final StreamResponse response;

	private final long start;

	/**
	 * Watches the way to an answer.
	 * @param way the rest of the filters
	 * @param exchange Spring's exchange
	 * @param response knows whether the answer has begun
	 * @param start when the request came in, by {@link System#nanoTime()}
	 */
	HeadDeadline(Mono<Void> way, ServerWebExchange exchange, StreamResponse response, long start) {
		this.way = way;
		this.exchange = exchange;
		this.response = response;
		this.start = start;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> actual) {
		Watch watch = new Watch(this, actual);
		this.response.whenErrorIsTold(watch::finish);
		this.way.subscribe(watch);
		// All filters have added their settings by now.
		watch.start();
	}

	private boolean asksForStream() {
		LlmRequest request = RequestLookup.known(this.exchange);
		return (request != null) ? request.stream()
				: this.exchange.getRequest().getHeaders().getAccept().contains(MediaType.TEXT_EVENT_STREAM);
	}

	private static final class Watch implements CoreSubscriber<Void>, Subscription {

		private final HeadDeadline parent;

		private final CoreSubscriber<? super Void> actual;

		private final AtomicBoolean done = new AtomicBoolean();

		private Subscription upstream = Operators.emptySubscription();

		private volatile @Nullable ScheduledFuture<?> timer;

		Watch(HeadDeadline parent, CoreSubscriber<? super Void> actual) {
			this.parent = parent;
			this.actual = actual;
		}

		void start() {
			StreamSettings settings = this.parent.response.settings();
			Channel channel = ClientChannel.of(this.parent.exchange.getResponse());
			long total = settings.total();
			boolean streams = settings.firstToken() > 0 && this.parent.asksForStream();
			boolean firstToken = streams && (total == 0 || settings.firstToken() < total);
			long limit = firstToken ? settings.firstToken() : total;
			if (channel == null || limit == 0 || this.done.get()) {
				return;
			}
			long passed = System.nanoTime() - this.parent.start;
			GatewayError error = firstToken ? GatewayError.FIRST_TOKEN_TIMEOUT : GatewayError.TOTAL_TIMEOUT;
			this.timer = channel.eventLoop()
				.schedule(() -> expired(error, limit), limit - passed, TimeUnit.NANOSECONDS);
			if (this.done.get()) {
				stop();
			}
		}

		private void expired(GatewayError error, long limit) {
			if (this.parent.response.hasBegun() || !this.done.compareAndSet(false, true)) {
				return;
			}
			this.upstream.cancel();
			// The error, too, needs a folder: it is answered where that is closed.
			StreamRoutes.folder(this.parent.exchange, this.parent.start);
			this.actual.onError(new GatewayException(error,
					"The upstream sent nothing within " + TimeUnit.NANOSECONDS.toMillis(limit) + " ms"));
		}

		private void finish() {
			if (this.done.compareAndSet(false, true)) {
				stop();
				this.upstream.cancel();
				this.actual.onComplete();
			}
		}

		private void stop() {
			ScheduledFuture<?> pending = this.timer;
			if (pending != null) {
				pending.cancel(false);
			}
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
		public void onNext(Void nothing) {
			// There is none.
		}

		@Override
		public void onError(Throwable error) {
			if (this.done.compareAndSet(false, true)) {
				stop();
				this.actual.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (this.done.compareAndSet(false, true)) {
				stop();
				this.actual.onComplete();
			}
		}

		@Override
		public void request(long n) {
			this.upstream.request(n);
		}

		@Override
		public void cancel() {
			this.done.set(true);
			stop();
			this.upstream.cancel();
		}

	}

}
