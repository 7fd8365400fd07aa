package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.llmgateway.exchange.WholeBody;

/**
 * Collects an answer other than an event stream: it is the caller's when all of it is
 * there, or as soon as it is over the bound.
 */
final class AnswerCollector implements CoreSubscriber<WholeBody.Collected> {

	private final AttemptAnswer answer;

	private final Flux<ByteBuf> body;

	/**
	 * Prepares to collect.
	 * @param answer told of the body or of the failure
	 * @param response the head, whose body nobody has read
	 */
	AnswerCollector(AttemptAnswer answer, UpstreamResponse response) {
		this.answer = answer;
		this.body = response.body();
	}

	/**
	 * Collects the body.
	 * @param limit the bound in bytes
	 */
	void read(int limit) {
		new WholeBody(this.body, limit).subscribe(this);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.answer.attempt().reading(subscription);
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(WholeBody.Collected collected) {
		ByteBuf whole = collected.whole();
		if (whole != null) {
			this.answer.whole(whole);
			return;
		}
		Flux<ByteBuf> stream = collected.stream();
		this.answer.large((stream != null) ? stream : Flux.empty(), collected.discard());
	}

	@Override
	public void onError(Throwable cause) {
		Attempt attempt = this.answer.attempt();
		attempt.failed(UpstreamFailure.inAnswer(attempt.provider(), cause));
	}

	@Override
	public void onComplete() {
		// What was collected has been handed on.
	}

}
