package org.llmgateway.route;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.LlmExchange;

/**
 * Writes an answer, and breaks it off when the client has taken no byte of it for too
 * long. Every byte that the client takes starts the time anew. What is written within the
 * call, as most whole answers are, costs no timer.
 */
final class StallGuard extends Mono<Void> {

	private static final int LOOKS = 4;

	private final Mono<Void> write;

	private final LlmExchange exchange;

	private final Channel channel;

	private final ClientProgress progress;

	private final long limit;

	/**
	 * Guards a write.
	 * @param write writes the answer
	 * @param exchange the folder
	 * @param channel the client's channel
	 * @param progress told of what is written
	 * @param limit how long the client may take nothing, in nanoseconds
	 */
	StallGuard(Mono<Void> write, LlmExchange exchange, Channel channel, ClientProgress progress, long limit) {
		this.write = write;
		this.exchange = exchange;
		this.channel = channel;
		this.progress = progress;
		this.limit = limit;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> actual) {
		Watch watch = new Watch(this, actual);
		this.write.subscribe(watch);
		watch.start();
	}

	private static final class Watch implements CoreSubscriber<Void>, Subscription, Runnable {

		private final StallGuard guard;

		private final CoreSubscriber<? super Void> actual;

		private Subscription upstream = Operators.emptySubscription();

		private int still;

		private volatile boolean done;

		private volatile @Nullable ScheduledFuture<?> next;

		Watch(StallGuard guard, CoreSubscriber<? super Void> actual) {
			this.guard = guard;
			this.actual = actual;
		}

		void start() {
			if (!this.done) {
				this.next = this.guard.channel.eventLoop()
					.schedule(this, this.guard.limit / LOOKS, TimeUnit.NANOSECONDS);
			}
		}

		@Override
		public void run() {
			if (this.done) {
				return;
			}
			this.still = this.guard.progress.look() ? 0 : this.still + 1;
			if (this.still < LOOKS) {
				start();
				return;
			}
			this.guard.exchange.log().end(Ending.WRITE_STALL);
			breakOff(this.guard.channel);
		}

		/**
		 * Without a reset the system would go on holding what the client does not take.
		 */
		private static void breakOff(Channel channel) {
			if (channel instanceof SocketChannel) {
				channel.config().setOption(ChannelOption.SO_LINGER, 0);
			}
			channel.close();
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
			stop();
			this.actual.onError(error);
		}

		@Override
		public void onComplete() {
			stop();
			this.actual.onComplete();
		}

		private void stop() {
			this.done = true;
			ScheduledFuture<?> pending = this.next;
			if (pending != null) {
				pending.cancel(false);
			}
		}

		@Override
		public void request(long n) {
			this.upstream.request(n);
		}

		@Override
		public void cancel() {
			stop();
			this.upstream.cancel();
		}

	}

}
