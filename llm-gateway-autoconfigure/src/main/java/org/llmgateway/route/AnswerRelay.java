package org.llmgateway.route;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import org.llmgateway.exchange.LlmChunk;

/**
 * Carries chunks to the client: asks for one at a time, and for none while the client's
 * channel is full, so that what lies between is bounded in bytes and not in elements.
 *
 * <p>
 * An error before the first chunk goes on, for the door to answer. After it, only the
 * door may end the answer: with an event, where the stream can carry one between two
 * events, else by breaking the channel off, never with a clean end that looks complete.
 */
final class AnswerRelay extends Flux<DataBuffer> {

	private final Publisher<LlmChunk> chunks;

	private final @Nullable Channel channel;

	private final NettyDataBufferFactory buffers;

	private final Function<Throwable, @Nullable ByteBuf> errorEvent;

	private final @Nullable ClientProgress progress;

	/**
	 * Creates a relay.
	 * @param chunks what to carry
	 * @param channel the client's channel, or {@code null} where it is not known
	 * @param buffers wraps without copying
	 * @param errorEvent gives the event that tells of an error, or {@code null} where the
	 * body cannot carry one
	 * @param progress told of the bytes that are handed on, or {@code null}
	 */
	AnswerRelay(Publisher<LlmChunk> chunks, @Nullable Channel channel, NettyDataBufferFactory buffers,
			Function<Throwable, @Nullable ByteBuf> errorEvent, @Nullable ClientProgress progress) {
		this.chunks = chunks;
		this.channel = channel;
		this.buffers = buffers;
		this.errorEvent = errorEvent;
		this.progress = progress;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		this.chunks.subscribe(new Relay(this, actual));
	}

	private static final class Relay implements CoreSubscriber<LlmChunk>, Subscription {

		private final AnswerRelay parent;

		private final CoreSubscriber<? super DataBuffer> actual;

		private final AtomicLong demand = new AtomicLong();

		private final AtomicBoolean asked = new AtomicBoolean();

		private Subscription upstream = Operators.emptySubscription();

		private boolean begun;

		private boolean atBoundary;

		/** Whether the dialect's own end mark has been carried. */
		private boolean finished;

		private boolean done;

		Relay(AnswerRelay parent, CoreSubscriber<? super DataBuffer> actual) {
			this.parent = parent;
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
		public void request(long n) {
			this.demand.accumulateAndGet(n, Operators::addCap);
			ask();
		}

		/** At most one chunk is asked for and has not come. */
		private void ask() {
			if (this.demand.get() <= 0 || !this.asked.compareAndSet(false, true)) {
				return;
			}
			Channel channel = this.parent.channel;
			if (channel == null || channel.isWritable()) {
				this.upstream.request(1);
			}
			else {
				WritabilitySignal.await(channel, () -> this.upstream.request(1));
			}
		}

		@Override
		public void onNext(LlmChunk chunk) {
			if (this.done) {
				chunk.data().release();
				return;
			}
			this.begun = true;
			this.atBoundary = chunk.atBoundary();
			this.finished |= chunk.holds(LlmChunk.DONE);
			if (this.demand.get() != Long.MAX_VALUE) {
				this.demand.decrementAndGet();
			}
			if (this.parent.progress != null) {
				this.parent.progress.written(chunk.data().readableBytes());
			}
			this.actual.onNext(this.parent.buffers.wrap(chunk.data()));
			this.asked.set(false);
			ask();
		}

		@Override
		public void onError(Throwable error) {
			if (this.done) {
				return;
			}
			this.done = true;
			if (!this.begun) {
				this.actual.onError(error);
				return;
			}
			if (this.finished && this.atBoundary) {
				// Only the transport's end is missing: the caller has it all.
				this.actual.onComplete();
				return;
			}
			boolean room = this.atBoundary && this.demand.get() > 0;
			ByteBuf event = room ? this.parent.errorEvent.apply(error) : null;
			if (event != null) {
				this.actual.onNext(this.parent.buffers.wrap(event));
				this.actual.onComplete();
			}
			else {
				breakOff(error);
			}
		}

		/**
		 * The channel's end cancels the whole chain; an error would only be logged as a
		 * fault of ours.
		 */
		private void breakOff(Throwable error) {
			Channel channel = this.parent.channel;
			if (channel == null) {
				this.actual.onError(error);
			}
			else if (channel instanceof SocketChannel) {
				channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
			}
			else {
				channel.flush();
				channel.close();
			}
		}

		@Override
		public void onComplete() {
			if (!this.done) {
				this.done = true;
				this.actual.onComplete();
			}
		}

		@Override
		public void cancel() {
			this.upstream.cancel();
		}

	}

}
