package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

import org.llmgateway.exchange.ChunkLook;
import org.llmgateway.exchange.LlmChunk;

/**
 * A provider's body as chunks: each is the buffer of one read and what the look at it
 * told.
 */
final class AnswerBody extends Flux<LlmChunk> {

	private final Flux<ByteBuf> source;

	private final ChunkLook look;

	private final String provider;

	AnswerBody(Flux<ByteBuf> source, ChunkLook look, String provider) {
		this.source = source;
		this.look = look;
		this.provider = provider;
	}

	@Override
	public void subscribe(CoreSubscriber<? super LlmChunk> actual) {
		this.source.subscribe(new Relay(actual, this.look, this.provider));
	}

	private static final class Relay implements CoreSubscriber<ByteBuf>, Subscription {

		private final CoreSubscriber<? super LlmChunk> actual;

		private final ChunkLook look;

		private final String provider;

		private Subscription upstream = Operators.emptySubscription();

		/** The client ends a subscriber a second time when the exchange terminates. */
		private boolean done;

		Relay(CoreSubscriber<? super LlmChunk> actual, ChunkLook look, String provider) {
			this.actual = actual;
			this.look = look;
			this.provider = provider;
		}

		@Override
		public reactor.util.context.Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(ByteBuf buffer) {
			if (this.done) {
				buffer.release();
				return;
			}
			this.actual.onNext(this.look.at(buffer));
		}

		@Override
		public void onError(Throwable cause) {
			if (!this.done) {
				this.done = true;
				this.look.end();
				this.actual.onError(UpstreamFailure.inAnswer(this.provider, cause));
			}
		}

		@Override
		public void onComplete() {
			if (!this.done) {
				this.done = true;
				this.look.end();
				this.actual.onComplete();
			}
		}

		@Override
		public void request(long n) {
			this.upstream.request(n);
		}

		@Override
		public void cancel() {
			this.upstream.cancel();
		}

	}

}
