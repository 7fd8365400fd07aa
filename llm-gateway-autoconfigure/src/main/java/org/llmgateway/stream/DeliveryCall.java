package org.llmgateway.stream;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LoopThread;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.stream.DeliveryStage.DeliveryContext;

/**
 * One request behind DELIVERY, from its start to the end of its answer: keeps the total
 * time, can be ended from outside, and begins the answer by itself where the caller shall
 * have a sign of life before the provider has answered.
 */
final class DeliveryCall implements CoreSubscriber<LlmAnswer>, Subscription {

	private enum State {

		WAITING, EARLY, ANSWERED, ENDED

	}

	private final CoreSubscriber<? super LlmAnswer> actual;

	private final LlmExchange exchange;

	private final StreamSettings settings;

	private final DeliveryContext context;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private Subscription upstream = Operators.emptySubscription();

	private @Nullable ScheduledFuture<?> total;

	private @Nullable ScheduledFuture<?> early;

	private @Nullable LateAnswer late;

	private volatile @Nullable DeliveryStream stream;

	DeliveryCall(CoreSubscriber<? super LlmAnswer> actual, LlmExchange exchange, StreamSettings settings,
			DeliveryContext context) {
		this.actual = actual;
		this.exchange = exchange;
		this.settings = settings;
		this.context = context;
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		this.context.open().add(this);
		// Whatever happens to the answer: when the folder closes, it is over.
		this.exchange.onClose(this::finish);
		EventLoop loop = this.exchange.eventLoop();
		if (loop != null) {
			startTimers(loop);
		}
		this.actual.onSubscribe(this);
	}

	private void startTimers(EventLoop loop) {
		if (this.settings.total() > 0) {
			long passed = this.context.nanoClock().getAsLong() - this.exchange.log().startNanos();
			this.total = loop.schedule(this::tooLong, this.settings.total() - passed, TimeUnit.NANOSECONDS);
		}
		LlmRequest request = this.exchange.request();
		if (this.settings.heartbeatBeforeHeaders() && this.settings.heartbeat() > 0 && request != null
				&& request.stream()) {
			this.early = loop.schedule(this::beginEarly, this.settings.earlyCommit(), TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void request(long n) {
		this.upstream.request(n);
	}

	@Override
	public void onNext(LlmAnswer answer) {
		if (this.state.compareAndSet(State.WAITING, State.ANSWERED)) {
			this.actual.onNext(deliver(answer));
			this.actual.onComplete();
		}
		else if (this.late == null || !this.late.answer(answer)) {
			answer.discard();
		}
	}

	private LlmAnswer deliver(LlmAnswer answer) {
		stop(this.early);
		Publisher<LlmChunk> chunks = answer.chunks();
		if (chunks == null) {
			finish();
			return answer;
		}
		DeliveryStream delivery = new DeliveryStream(chunks, this.exchange, settingsFor(answer), this.context,
				this::finish);
		this.stream = delivery;
		return answer.withChunks(delivery);
	}

	/** Only an event stream has room between events. */
	private StreamSettings settingsFor(LlmAnswer answer) {
		return answer.isEventStream() ? this.settings : this.settings.withoutEvents();
	}

	/** The provider has not answered yet, but the caller must hear something. */
	private void beginEarly() {
		if (!this.state.compareAndSet(State.WAITING, State.EARLY)) {
			return;
		}
		LateAnswer answer = new LateAnswer(this.upstream);
		this.late = answer;
		DeliveryStream delivery = new DeliveryStream(answer, this.exchange, this.settings, this.context, this::finish)
			.beginEarly();
		this.stream = delivery;
		this.actual.onNext(LateAnswer.head(delivery, this.upstream::cancel));
		this.actual.onComplete();
	}

	@Override
	public void onError(Throwable error) {
		if (this.state.compareAndSet(State.WAITING, State.ENDED)) {
			finish();
			this.actual.onError(error);
		}
		else if (this.late != null) {
			this.late.fail(error);
		}
	}

	@Override
	public void onComplete() {
		if (this.state.get() == State.WAITING) {
			onError(new IllegalStateException("The stages gave no answer to " + this.exchange.path()));
		}
	}

	/** Operators also cancel what has given them a value; the answer outlives that. */
	@Override
	public void cancel() {
		if (this.state.compareAndSet(State.WAITING, State.ENDED)) {
			this.exchange.log().end(Ending.CLIENT_GONE);
			this.upstream.cancel();
			finish();
		}
	}

	private void tooLong() {
		end(new GatewayException(GatewayError.TOTAL_TIMEOUT, "The request took longer than the "
				+ TimeUnit.NANOSECONDS.toMillis(this.settings.total()) + " ms that it may take as a whole"));
	}

	/**
	 * Ends the request, if it has not ended; may be called from any thread.
	 * @param error what to tell the caller
	 */
	void end(GatewayException error) {
		new LoopThread(this.exchange.eventLoop()).execute(() -> endHere(error));
	}

	private void endHere(GatewayException error) {
		if (this.state.compareAndSet(State.WAITING, State.ENDED)) {
			this.upstream.cancel();
			finish();
			this.actual.onError(error);
			return;
		}
		DeliveryStream begun = this.stream;
		if (begun != null) {
			begun.fail(error);
		}
	}

	private void finish() {
		stop(this.total);
		stop(this.early);
		this.context.open().remove(this);
	}

	private static void stop(@Nullable ScheduledFuture<?> timer) {
		if (timer != null) {
			timer.cancel(false);
		}
	}

}
