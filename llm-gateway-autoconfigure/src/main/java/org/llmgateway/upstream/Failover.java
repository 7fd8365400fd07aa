package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.llmgateway.exchange.FailoverOverrides;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LoopThread;

/**
 * The attempts of one request, one after the other, until there is an answer for the
 * caller or no use in another. All of it happens on one event loop.
 */
final class Failover extends Mono<LlmAnswer> implements Subscription {

	private final Attempts attempts;

	private final Targets targets;

	private final FailoverPolicy policy;

	private final LlmExchange exchange;

	private final EventLoop eventLoop;

	private final int maxAttempts;

	private final boolean firstToken;

	private final Tried tried = new Tried();

	private final List<FailedAnswer> failed = new ArrayList<>(0);

	private int count;

	private @Nullable CoreSubscriber<? super LlmAnswer> actual;

	private @Nullable Attempt current;

	private @Nullable ScheduledFuture<?> waiting;

	private @Nullable Throwable lastError;

	private boolean stale;

	/** The caller has an answer or an error, or has gone. */
	private boolean done;

	/**
	 * Prepares the attempts, which begin when the answer is subscribed to.
	 * @param attempts what attempts share
	 * @param targets where they may go
	 * @param policy how many there may be
	 * @param exchange the folder of the request
	 * @throws GatewayException if the caller's own limit is none
	 */
	Failover(Attempts attempts, Targets targets, FailoverPolicy policy, LlmExchange exchange) {
		this.attempts = attempts;
		this.targets = targets;
		this.policy = policy;
		this.exchange = exchange;
		this.eventLoop = attempts.eventLoop(exchange.eventLoop());
		FailoverOverrides route = exchange.settings().failover();
		int allowed = policy.attempts(route, exchange.headers().getFirst(FailoverPolicy.MAX_ATTEMPTS));
		this.maxAttempts = RequestAdapter.isReplayable(exchange) ? allowed : 1;
		this.firstToken = policy.firstToken(route);
	}

	@Override
	public void subscribe(CoreSubscriber<? super LlmAnswer> actual) {
		new LoopThread(this.eventLoop).execute(() -> start(actual));
	}

	private void start(CoreSubscriber<? super LlmAnswer> actual) {
		if (this.actual != null) {
			Operators.error(actual, new IllegalStateException("A request has one answer"));
			return;
		}
		this.actual = actual;
		actual.onSubscribe(this);
		if (this.done) {
			return;
		}
		long now = System.nanoTime();
		this.policy.budget().request(now);
		try {
			Target target = this.targets.take(this.exchange, List.of(), now);
			if (target != null) {
				attempt(target);
			}
			else {
				fail(this.targets.none(this.exchange, now));
			}
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void attempt(Target target) {
		this.count++;
		this.exchange.log().attempt(target.endpoint().provider().name());
		Attempt attempt = new Attempt(this.attempts, this.exchange, target, this.eventLoop, this);
		this.current = attempt;
		try {
			attempt.start();
		}
		catch (RuntimeException ex) {
			attempt.failed(ex);
		}
	}

	/**
	 * An attempt has the caller's answer.
	 * @param answer the answer
	 */
	void answered(LlmAnswer answer) {
		CoreSubscriber<? super LlmAnswer> receiver = this.actual;
		if (this.done || receiver == null) {
			answer.discard();
			return;
		}
		end();
		if (answer.status() < 400) {
			// An error may yet be tried again by a filter of a route.
			this.exchange.committed();
		}
		receiver.onNext(answer);
		receiver.onComplete();
	}

	/**
	 * An attempt was answered with an error. If there is another one, the answer is taken
	 * over; else it is the caller's.
	 * @param response the answer
	 * @param decision what its status is worth
	 * @param retryAfter how long the provider asks to wait, in nanoseconds
	 * @return whether there is another attempt
	 */
	boolean refused(UpstreamResponse response, RetryDecision decision, long retryAfter) {
		this.stale = false;
		this.exchange.log().failed("status " + response.status());
		return again(decision, retryAfter, response);
	}

	/**
	 * An attempt has no answer.
	 * @param cause why not
	 */
	void failed(Throwable cause) {
		this.lastError = cause;
		this.stale = cause instanceof StaleConnectionException;
		RetryDecision decision = RetryDecision.NONE;
		if (cause instanceof GatewayException known) {
			this.exchange.log().failed(known.error().code());
			decision = RetryDecision.of(known.error(), this.firstToken);
		}
		if (decision == RetryDecision.NONE || !again(decision, 0, null)) {
			giveUp(cause);
		}
	}

	private boolean again(RetryDecision decision, long retryAfter, @Nullable UpstreamResponse response) {
		Attempt last = this.current;
		if (this.done || last == null || this.count >= this.maxAttempts) {
			return false;
		}
		long now = System.nanoTime();
		boolean keyless = decision == RetryDecision.WITH_OTHER_KEY && last.hasNoKey();
		this.tried.add(last.endpoint(), keyless ? Long.MAX_VALUE : retryAfter, now);
		Target other = this.targets.take(this.exchange, this.tried.endpoints(), now);
		long wait = 0;
		if (other == null) {
			wait = this.policy.waitFor(this.count, this.tried.ready(now));
		}
		if (wait < 0 || !isAffordable(now)) {
			if (other != null) {
				other.giveBack(now);
			}
			return false;
		}
		if (response != null) {
			this.failed.add(FailedAnswer.read(response));
		}
		if (other != null) {
			attempt(other);
		}
		else {
			this.waiting = this.eventLoop.schedule(this::afterWait, wait, TimeUnit.NANOSECONDS);
		}
		return true;
	}

	/** What failed only because its connection had grown old is no load to be bounded. */
	private boolean isAffordable(long now) {
		return this.stale || this.policy.budget().takeRetry(now);
	}

	private void afterWait() {
		if (this.done) {
			return;
		}
		long now = System.nanoTime();
		Target target = this.targets.take(this.exchange, this.tried.notReady(now), now);
		if (target != null) {
			attempt(target);
		}
		else {
			Throwable cause = this.lastError;
			giveUp((cause != null) ? cause : this.targets.none(this.exchange, now));
		}
	}

	/** The last answer of a provider says more than an error of ours. */
	private void giveUp(Throwable cause) {
		LlmAnswer answer = null;
		for (int i = this.failed.size() - 1; i >= 0 && answer == null; i--) {
			answer = this.failed.get(i).take();
		}
		if (answer != null) {
			answered(answer);
		}
		else {
			fail(cause);
		}
	}

	private void fail(Throwable cause) {
		CoreSubscriber<? super LlmAnswer> receiver = this.actual;
		if (!this.done && receiver != null) {
			end();
			receiver.onError(cause);
		}
	}

	private void end() {
		this.done = true;
		for (int i = 0; i < this.failed.size(); i++) {
			this.failed.get(i).close();
		}
	}

	@Override
	public void request(long n) {
		// There is one answer, and it is always wanted.
	}

	/** Operators also cancel what has given them a value; the answer outlives that. */
	@Override
	public void cancel() {
		new LoopThread(this.eventLoop).execute(() -> {
			if (this.done) {
				return;
			}
			end();
			ScheduledFuture<?> pending = this.waiting;
			if (pending != null) {
				pending.cancel(false);
			}
			Attempt running = this.current;
			if (running != null) {
				running.cancel();
			}
		});
	}

}
