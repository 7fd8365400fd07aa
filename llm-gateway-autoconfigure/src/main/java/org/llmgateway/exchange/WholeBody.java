package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Collects a body up to a bound, so that it can leave as one message; a larger one goes
 * on as a stream that begins with what was collected.
 */
public final class WholeBody extends Mono<WholeBody.Collected> {

	private final Flux<ByteBuf> source;

	private final int limit;

	/**
	 * Prepares to collect a body.
	 * @param source the buffers, owned by their subscriber
	 * @param limit the bound in bytes
	 */
	public WholeBody(Flux<ByteBuf> source, int limit) {
		this.source = source;
		this.limit = limit;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Collected> actual) {
		this.source.subscribe(new Collector(actual, this.limit));
	}

	/**
	 * What was collected: one of the two.
	 *
	 * @param whole the whole body, owned by the receiver, if it kept to the bound
	 * @param stream the body as a stream, for one subscriber, if it did not
	 * @param discard ends a stream that is not wanted any more: releases what it would
	 * have begun with and cancels the source
	 */
	public record Collected(@Nullable ByteBuf whole, @Nullable Flux<ByteBuf> stream, Runnable discard) {

	}

	/**
	 * Subscribes to the source; past the bound it becomes the source of the stream.
	 */
	private static final class Collector extends Flux<ByteBuf> implements CoreSubscriber<ByteBuf>, Subscription {

		private final CoreSubscriber<? super Collected> actual;

		private final Context context;

		private final int limit;

		private final List<ByteBuf> parts = new ArrayList<>(4);

		private int bytes;

		private boolean handedOn;

		private boolean ended;

		private boolean cancelled;

		private @Nullable Throwable failure;

		private Subscription upstream = Operators.emptySubscription();

		private @Nullable CoreSubscriber<? super ByteBuf> stream;

		Collector(CoreSubscriber<? super Collected> actual, int limit) {
			this.actual = actual;
			this.context = actual.currentContext();
			this.limit = limit;
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(new Collecting(this));
			subscription.request(1);
		}

		@Override
		public void onNext(ByteBuf part) {
			if (this.ended || this.cancelled) {
				part.release();
				return;
			}
			CoreSubscriber<? super ByteBuf> stream = this.stream;
			if (stream != null) {
				stream.onNext(part);
				return;
			}
			this.parts.add(part);
			this.bytes += part.readableBytes();
			if (this.bytes <= this.limit) {
				this.upstream.request(1);
			}
			else {
				handOn(new Collected(null, this, this::cancel));
			}
		}

		private void handOn(Collected collected) {
			this.handedOn = true;
			this.actual.onNext(collected);
			this.actual.onComplete();
		}

		@Override
		public void onError(Throwable cause) {
			end(cause);
		}

		@Override
		public void onComplete() {
			end(null);
		}

		private void end(@Nullable Throwable cause) {
			if (this.ended || this.cancelled) {
				return;
			}
			this.ended = true;
			this.failure = cause;
			if (this.handedOn) {
				endStream();
			}
			else if (cause != null) {
				releaseParts();
				this.actual.onError(cause);
			}
			else {
				handOn(new Collected(join(), null, () -> {
				}));
			}
		}

		/** The end waits for what was collected to be taken. */
		private void endStream() {
			CoreSubscriber<? super ByteBuf> stream = this.stream;
			if (stream == null || !this.parts.isEmpty()) {
				return;
			}
			if (this.failure != null) {
				stream.onError(this.failure);
			}
			else {
				stream.onComplete();
			}
		}

		/**
		 * One contiguous buffer: what scans and sends it is faster than on a composite.
		 */
		private ByteBuf join() {
			if (this.parts.isEmpty()) {
				return Unpooled.EMPTY_BUFFER;
			}
			ByteBuf joined = this.parts.get(0);
			if (this.parts.size() > 1) {
				joined = ByteBufAllocator.DEFAULT.ioBuffer(this.bytes);
				for (int i = 0; i < this.parts.size(); i++) {
					joined.writeBytes(this.parts.get(i));
					this.parts.get(i).release();
				}
			}
			this.parts.clear();
			return joined;
		}

		private void releaseParts() {
			this.parts.forEach(ByteBuf::release);
			this.parts.clear();
		}

		@Override
		public void subscribe(CoreSubscriber<? super ByteBuf> stream) {
			this.stream = stream;
			stream.onSubscribe(this);
		}

		@Override
		public void request(long n) {
			CoreSubscriber<? super ByteBuf> stream = this.stream;
			if (stream == null) {
				return;
			}
			long rest = n;
			if (!this.parts.isEmpty()) {
				stream.onNext(join());
				rest = (n == Long.MAX_VALUE) ? n : n - 1;
				if (this.ended) {
					endStream();
				}
			}
			if (rest > 0 && !this.ended) {
				this.upstream.request(rest);
			}
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			releaseParts();
			this.upstream.cancel();
		}

	}

	/**
	 * The collecting as its subscriber may cancel it. Operators also cancel what has
	 * given them a value and completed; the stream that was handed on must outlive that.
	 */
	private record Collecting(Collector collector) implements Subscription {

		@Override
		public void request(long n) {
			// What is collected is bounded by the limit and not by demand.
		}

		@Override
		public void cancel() {
			if (!this.collector.handedOn) {
				this.collector.cancel();
			}
		}

	}

}
