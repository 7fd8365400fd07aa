package org.llmgateway.upstream;

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LoopThread;
import org.llmgateway.llm.GatewayError;

/**
 * A provider's body as chunks: looks at each buffer, and holds them back until the commit
 * point where the attempt may still be repeated. One operator in place of four, because
 * it runs for every chunk; all of it on the event loop of the attempt.
 *
 * <p>
 * While chunks are held the provider is read on, up to a bound. From the commit point on
 * the subscriber's demand is the provider's.
 */
final class AnswerBody extends Flux<LlmChunk> implements CoreSubscriber<ByteBuf>, Subscription {

	private final Flux<ByteBuf> source;

	private final EventLoop eventLoop;

	private final AnswerWatch watch;

	private final HeldChunks held = new HeldChunks();

	private boolean holding;

	private @Nullable CoreSubscriber<? super LlmChunk> actual;

	private Subscription upstream = Operators.emptySubscription();

	private boolean begun;

	/** What was asked for and has not been delivered. */
	private long demand;

	private boolean delivering;

	private boolean replaying;

	/** There will be no more from the provider. */
	private boolean ended;

	private @Nullable Throwable failure;

	/** The subscriber has had its last signal, or wants none. */
	private boolean done;

	/**
	 * Prepares a body.
	 * @param source the buffers, owned by their subscriber
	 * @param eventLoop the loop of the attempt
	 * @param watch sees what passes
	 */
	AnswerBody(Flux<ByteBuf> source, EventLoop eventLoop, AnswerWatch watch) {
		this.source = source;
		this.eventLoop = eventLoop;
		this.watch = watch;
	}

	/**
	 * Reads up to the commit point; the listener is told when it is reached.
	 */
	void hold() {
		this.holding = true;
		this.source.subscribe(this);
	}

	@Override
	public void subscribe(CoreSubscriber<? super LlmChunk> actual) {
		new LoopThread(this.eventLoop).execute(() -> begin(actual));
	}

	private void begin(CoreSubscriber<? super LlmChunk> actual) {
		if (this.actual != null || this.done) {
			Operators.error(actual, new IllegalStateException("The body has one subscriber"));
			return;
		}
		this.actual = actual;
		if (this.begun) {
			actual.onSubscribe(this);
			finish();
		}
		else {
			this.source.subscribe(this);
		}
	}

	@Override
	public Context currentContext() {
		return (this.actual != null) ? this.actual.currentContext() : Context.empty();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		this.begun = true;
		if (this.actual != null) {
			this.actual.onSubscribe(this);
		}
		else {
			subscription.request(1);
		}
	}

	@Override
	public void onNext(ByteBuf buffer) {
		if (this.ended) {
			buffer.release();
			return;
		}
		LlmChunk chunk = this.watch.see(buffer, this.holding);
		if (this.holding) {
			holdBack(chunk);
			return;
		}
		this.delivering = true;
		deliver(chunk);
		this.delivering = false;
	}

	private void deliver(LlmChunk chunk) {
		if (this.demand != Long.MAX_VALUE) {
			this.demand--;
		}
		// Only a subscriber asks for chunks past the commit point.
		Objects.requireNonNull(this.actual).onNext(chunk);
	}

	private void holdBack(LlmChunk chunk) {
		this.held.add(chunk);
		if (this.watch.beganWithError()) {
			fail(UpstreamFailure.told(this.watch.provider(), this.held));
		}
		else if (chunk.holds(HeldChunks.COMMITTING) || this.held.isTooMuch()) {
			commit();
		}
		else {
			this.upstream.request(1);
		}
	}

	private void commit() {
		this.holding = false;
		this.watch.commit();
	}

	@Override
	public void onError(Throwable cause) {
		if (!this.ended) {
			fail(UpstreamFailure.inAnswer(this.watch.provider(), cause));
		}
	}

	@Override
	public void onComplete() {
		if (this.ended) {
			return;
		}
		if (!this.holding) {
			end(null);
		}
		else if (this.watch.saw(LlmChunk.EVENT)) {
			end(null);
			commit();
		}
		else {
			fail(UpstreamFailure.broken(this.watch.provider(), "ended its stream without an event"));
		}
	}

	/** There is no more from the provider, and what there was may be sent on. */
	private void end(@Nullable GatewayException error) {
		this.failure = error;
		this.ended = true;
		this.watch.stop();
		this.watch.listener().ended(error);
		finish();
	}

	private void fail(GatewayException error) {
		if (this.holding) {
			dismiss();
			this.watch.listener().failed(error);
		}
		else {
			end(error);
		}
	}

	private void dismiss() {
		this.done = true;
		this.held.release();
		if (!this.ended) {
			this.ended = true;
			this.watch.stop();
			this.upstream.cancel();
		}
	}

	/**
	 * A clock has run out.
	 * @param error its error
	 */
	void expired(GatewayException error) {
		if (this.ended) {
			return;
		}
		if (!this.holding && this.demand == 0 && error.error() == GatewayError.IDLE_TIMEOUT) {
			// It is the client that is waited for.
			this.watch.goOn();
		}
		else {
			fail(error);
			this.upstream.cancel();
		}
	}

	private void finish() {
		if (this.ended && !this.done && !this.holding && this.held.isEmpty() && this.actual != null) {
			this.done = true;
			if (this.failure != null) {
				this.actual.onError(this.failure);
			}
			else {
				this.actual.onComplete();
			}
		}
	}

	@Override
	public void request(long n) {
		if (!this.eventLoop.inEventLoop()) {
			this.eventLoop.execute(() -> request(n));
			return;
		}
		if (this.demand == 0 && !this.delivering) {
			this.watch.asked();
		}
		this.demand = Operators.addCap(this.demand, n);
		if (!this.held.isEmpty()) {
			letGo();
		}
		else if (!this.replaying && !this.ended) {
			this.upstream.request(n);
		}
	}

	/** Demand goes on to the provider when all that was held has gone. */
	private void letGo() {
		if (this.replaying) {
			return;
		}
		this.replaying = true;
		while (this.demand > 0 && !this.held.isEmpty()) {
			deliver(this.held.remove());
		}
		this.replaying = false;
		if (!this.held.isEmpty()) {
			return;
		}
		finish();
		if (!this.ended && this.demand > 0) {
			this.upstream.request(this.demand);
		}
	}

	@Override
	public void cancel() {
		discard();
	}

	/** Nobody wants it, or wants more of it: ends the request if it has not ended. */
	void discard() {
		new LoopThread(this.eventLoop).execute(() -> {
			if (!this.done) {
				boolean open = !this.ended;
				dismiss();
				if (open) {
					this.watch.listener().cancelled();
				}
			}
		});
	}

}
