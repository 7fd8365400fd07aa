package org.llmgateway.upstream;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.PoolGate;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.provider.ApiKey;
import org.llmgateway.upstream.EndpointState.Outcome;

/**
 * One attempt: sends the request to one endpoint and reads its answer up to the commit
 * point, from which on the answer is the caller's. All of it happens on one event loop.
 */
final class Attempt implements CoreSubscriber<UpstreamResponse> {

	private final Attempts all;

	private final LlmExchange exchange;

	private final Target target;

	private final EventLoop eventLoop;

	private final Failover failover;

	private final boolean streaming;

	private final StreamSettings settings;

	private AttemptClock clock;

	/** What is under way and can be cancelled, until the answer is the caller's. */
	private Subscription current = Operators.emptySubscription();

	private @Nullable UpstreamRequest request;

	private @Nullable UpstreamResponse head;

	private @Nullable AttemptAnswer answer;

	private long sent = System.nanoTime();

	/** The provider has said, or shown by silence, that it has too much to do. */
	private boolean overloaded;

	/** Whoever asked for the attempt knows how it ended. */
	private boolean decided;

	/**
	 * Prepares an attempt.
	 * @param all what attempts share
	 * @param exchange the folder of the request
	 * @param target where it goes; its turn and key are ended by the attempt
	 * @param eventLoop where everything happens
	 * @param failover told of the answer, or of the failure
	 */
	Attempt(Attempts all, LlmExchange exchange, Target target, EventLoop eventLoop, Failover failover) {
		this.all = all;
		this.exchange = exchange;
		this.target = target;
		this.eventLoop = eventLoop;
		this.failover = failover;
		LlmRequest asked = exchange.request();
		this.streaming = asked != null && asked.stream();
		this.settings = exchange.settings().stream(target.endpoint().provider().stream(), target.stream());
		this.clock = this.streaming ? clockOf(this.settings.firstToken(), this.settings.idle())
				: clockOf(all.responseTimeout(), 0);
	}

	private AttemptClock clockOf(long first, long idle) {
		return new AttemptClock(first, idle, this.settings.commentsAreLife(), this.eventLoop, this::expired);
	}

	/**
	 * Sends the request.
	 */
	void start() {
		UpstreamRequest adapted = this.all.adapter().adapt(this.exchange, this.target.endpoint(), this.target.key());
		this.request = adapted;
		this.clock.start();
		this.all.transport().send(adapted, this.eventLoop, this::sent).subscribe(this);
	}

	private void sent() {
		this.sent = System.nanoTime();
		this.clock.sent();
	}

	Endpoint endpoint() {
		return this.target.endpoint();
	}

	LlmExchange exchange() {
		return this.exchange;
	}

	EventLoop eventLoop() {
		return this.eventLoop;
	}

	Attempts all() {
		return this.all;
	}

	/** What is cancelled now if nobody waits any more. */
	void reading(Subscription subscription) {
		this.current = subscription;
	}

	/** Nothing is waited for any more. */
	AttemptClock stoppedClock() {
		this.clock.stop();
		return this.clock;
	}

	/** A stream that was not asked for has no first token to wait for. */
	AttemptClock streamClock() {
		if (!this.streaming) {
			this.clock.stop();
			this.clock = clockOf(0, this.settings.idle());
			this.clock.start();
		}
		return this.clock;
	}

	/** The first content has come. */
	void firstContent() {
		long now = System.nanoTime();
		this.exchange.log().firstContent(now);
		this.target.firstToken(now - this.sent, now);
	}

	boolean hasNoKey() {
		return this.target.key() == ApiKey.NONE;
	}

	String provider() {
		return this.target.endpoint().provider().name();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.current = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(UpstreamResponse response) {
		this.head = response;
		releaseRequest();
		if (this.decided) {
			response.close();
			return;
		}
		this.exchange.onClose(this::close);
		int status = response.status();
		this.overloaded = PoolGate.isOverload(status);
		long retryAfter = (status < 400) ? 0
				: RetryAfter.nanos(response.headers().get(HttpHeaderNames.RETRY_AFTER), System.currentTimeMillis());
		this.target.key().answered(status, retryAfter, System.nanoTime());
		RetryDecision decision = RetryDecision.of(status);
		if (decision == RetryDecision.NONE) {
			read(response);
			return;
		}
		end((status >= 500) ? Outcome.FAILURE : Outcome.NEUTRAL);
		if (this.failover.refused(response, decision, retryAfter)) {
			this.decided = true;
			this.clock.stop();
		}
		else {
			read(response);
		}
	}

	private void read(UpstreamResponse response) {
		AttemptAnswer reading = new AttemptAnswer(this, response);
		this.answer = reading;
		reading.read();
	}

	private void expired(GatewayError error) {
		boolean first = error == GatewayError.FIRST_TOKEN_TIMEOUT;
		this.overloaded |= first;
		GatewayException known = UpstreamFailure.timeout(provider(),
				(first && !this.streaming) ? GatewayError.UPSTREAM_TIMEOUT : error,
				first ? this.settings.firstToken() : this.settings.idle());
		AttemptAnswer reading = this.answer;
		if (reading != null && reading.expired(known)) {
			return;
		}
		if (!this.decided) {
			this.current.cancel();
			failed(known);
		}
	}

	@Override
	public void onError(Throwable cause) {
		failed(cause);
	}

	@Override
	public void onComplete() {
		// The head has come, or this attempt is over.
	}

	/**
	 * There is no answer that could be the caller's.
	 * @param cause why not
	 */
	void failed(Throwable cause) {
		if (this.decided) {
			return;
		}
		this.decided = true;
		boolean innocent = !(cause instanceof GatewayException known) || !RetryDecision.blames(known.error())
				|| cause instanceof StaleConnectionException;
		giveUp(innocent ? Outcome.NEUTRAL : Outcome.FAILURE);
		this.failover.failed(cause);
	}

	/**
	 * Nobody waits for the answer any more; once it is the caller's this does nothing.
	 */
	void cancel() {
		if (this.decided) {
			return;
		}
		this.decided = true;
		this.current.cancel();
		close();
		giveUp(Outcome.NEUTRAL);
	}

	private void giveUp(Outcome outcome) {
		this.clock.stop();
		if (this.head == null) {
			this.target.key().answered(0, 0, System.nanoTime());
		}
		releaseRequest();
		end(outcome);
	}

	/**
	 * The answer is the caller's from here on.
	 * @param answer the answer
	 */
	void answered(LlmAnswer answer) {
		if (this.decided) {
			answer.discard();
			return;
		}
		this.decided = true;
		this.failover.answered(answer);
	}

	/**
	 * The endpoint's turn is over, and the place in the pool is free; only the first end
	 * counts.
	 * @param outcome how it ended
	 */
	void end(Outcome outcome) {
		this.target.end(outcome, this.overloaded, System.nanoTime());
	}

	private void releaseRequest() {
		UpstreamRequest adapted = this.request;
		this.request = null;
		if (adapted != null) {
			adapted.release();
		}
	}

	/** The folder has closed. */
	private void close() {
		AttemptAnswer reading = this.answer;
		UpstreamResponse response = this.head;
		if (reading != null) {
			reading.close();
		}
		else if (response != null) {
			response.close();
		}
	}

}
