package org.llmgateway.route;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * A body in groups, as Spring writes what is to be flushed at once, one buffer after the
 * other. A group is asked for when a buffer is wanted and not before, so that none waits
 * in between, where a cancellation would lose it.
 */
final class BufferGroups extends Flux<DataBuffer> {

	private final Publisher<? extends Publisher<? extends DataBuffer>> groups;

	private final Executor thread;

	/**
	 * Prepares a body, for one subscriber.
	 * @param groups the buffers in groups
	 * @param thread where everything happens, asking and cancelling included
	 */
	BufferGroups(Publisher<? extends Publisher<? extends DataBuffer>> groups, Executor thread) {
		this.groups = groups;
		this.thread = thread;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		this.groups.subscribe(new Groups(actual, this.thread));
	}

	private static final class Groups implements CoreSubscriber<Publisher<? extends DataBuffer>>, Subscription {

		private final CoreSubscriber<? super DataBuffer> actual;

		private final Executor thread;

		private Subscription upstream = Operators.emptySubscription();

		private @Nullable Group group;

		private long demand;

		/** A group, or a buffer of one, was asked for and has not come. */
		private boolean asked;

		private boolean last;

		private boolean done;

		Groups(CoreSubscriber<? super DataBuffer> actual, Executor thread) {
			this.actual = actual;
			this.thread = thread;
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
		public void request(long n) {
			this.demand = Operators.addCap(this.demand, n);
			ask();
		}

		private void ask() {
			if (this.done || this.asked || this.demand == 0) {
				return;
			}
			Group reading = this.group;
			if (reading != null) {
				this.asked = true;
				reading.upstream.request(1);
			}
			else if (!this.last) {
				this.asked = true;
				this.upstream.request(1);
			}
		}

		@Override
		public void onNext(Publisher<? extends DataBuffer> buffers) {
			this.thread.execute(() -> {
				if (this.done) {
					// It was on its way when nobody wanted it any more.
					Flux.from(buffers).next().subscribe(DataBufferUtils::release);
					return;
				}
				this.asked = false;
				Group next = new Group(this);
				this.group = next;
				buffers.subscribe(next);
			});
		}

		private void take(DataBuffer buffer) {
			this.asked = false;
			if (this.demand != Long.MAX_VALUE) {
				this.demand--;
			}
			this.actual.onNext(buffer);
			ask();
		}

		private void groupDone() {
			this.group = null;
			this.asked = false;
			if (this.last) {
				complete();
			}
			else {
				ask();
			}
		}

		@Override
		public void onError(Throwable error) {
			this.thread.execute(() -> {
				this.last = true;
				fail(error);
			});
		}

		private void fail(Throwable error) {
			if (!this.done) {
				cancel();
				this.actual.onError(error);
			}
		}

		@Override
		public void onComplete() {
			this.thread.execute(() -> {
				this.last = true;
				if (this.group == null) {
					complete();
				}
			});
		}

		private void complete() {
			if (!this.done) {
				this.done = true;
				this.actual.onComplete();
			}
		}

		/** Whatever has not ended by itself is cancelled. */
		@Override
		public void cancel() {
			this.done = true;
			if (!this.last) {
				this.upstream.cancel();
			}
			if (this.group != null) {
				this.group.upstream.cancel();
			}
		}

	}

	private static final class Group implements CoreSubscriber<DataBuffer> {

		private final Groups groups;

		private Subscription upstream = Operators.emptySubscription();

		Group(Groups groups) {
			this.groups = groups;
		}

		@Override
		public Context currentContext() {
			return this.groups.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.groups.thread.execute(this.groups::ask);
		}

		@Override
		public void onNext(DataBuffer buffer) {
			this.groups.thread.execute(() -> this.groups.take(buffer));
		}

		@Override
		public void onError(Throwable error) {
			this.groups.thread.execute(() -> {
				this.groups.group = null;
				this.groups.fail(error);
			});
		}

		@Override
		public void onComplete() {
			this.groups.thread.execute(this.groups::groupDone);
		}

	}

}
