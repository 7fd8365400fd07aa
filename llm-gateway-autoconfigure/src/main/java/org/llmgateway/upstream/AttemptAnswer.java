package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.llmgateway.codec.AnswerTally;
import org.llmgateway.codec.WholeAnswer;
import org.llmgateway.exchange.ChunkLook;
import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.EventStreamLook;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LargeAnswerLook;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.llm.Dialect;
import org.llmgateway.upstream.EndpointState.Outcome;

/**
 * The answer that an attempt has got: read in the way that its kind asks for, until it is
 * the caller's or turns out to be none.
 */
final class AttemptAnswer implements AnswerListener {

	private final Attempt attempt;

	private final UpstreamResponse response;

	private final boolean inspected;

	private @Nullable AnswerBody body;

	private @Nullable AnswerTally tally;

	private Runnable abandon;

	private boolean errorSeen;

	/**
	 * Prepares to read an answer.
	 * @param attempt told how it goes
	 * @param response the head, whose body nobody has read
	 */
	AttemptAnswer(Attempt attempt, UpstreamResponse response) {
		this.attempt = attempt;
		this.response = response;
		this.inspected = attempt.exchange().operation().isInspected();
		this.abandon = response::close;
	}

	void read() {
		if (Answers.isEventStream(this.response)) {
			readEvents();
			return;
		}
		this.attempt.stoppedClock();
		if (isSuccess() && Answers.isHtml(this.response)) {
			this.response.close();
			this.attempt.failed(UpstreamFailure.broken(this.attempt.provider(), "answered with a page of HTML"));
		}
		else if (Answers.isHuge(this.response) || Answers.isUnreadableStream(this.response)) {
			large(this.response.body(), this.abandon);
		}
		else {
			new AnswerCollector(this, this.response).read(this.attempt.all().jsonLimit());
		}
	}

	/** Whether it should hold what an inspected operation asks for. */
	private boolean isSuccess() {
		return this.inspected && this.response.status() == 200;
	}

	private boolean isTallied() {
		return this.inspected && this.response.status() < 300;
	}

	private Dialect dialect() {
		return this.attempt.endpoint().provider().dialect();
	}

	private void readEvents() {
		ChunkLook look = new EventStreamLook(dialect(), this.attempt.all().eventLimit());
		AnswerBody events = body(this.response.body(), look, this.attempt.streamClock());
		if (isSuccess()) {
			events.hold();
		}
		else {
			committed();
		}
	}

	private AnswerBody body(Flux<ByteBuf> source, ChunkLook look, AttemptClock clock) {
		this.tally = isTallied() ? look.tally() : null;
		AnswerWatch watch = new AnswerWatch(look, clock, this, this.attempt.provider());
		AnswerBody created = new AnswerBody(source, this.attempt.eventLoop(), watch);
		this.body = created;
		return created;
	}

	/**
	 * The body has been collected.
	 * @param whole the body, taken over
	 */
	void whole(ByteBuf whole) {
		if (isSuccess() && !whole.isReadable()) {
			whole.release();
			this.attempt.failed(UpstreamFailure.broken(this.attempt.provider(), "answered with nothing"));
			return;
		}
		this.tally = isTallied() ? WholeAnswer.tally(whole, dialect()) : null;
		this.attempt.end(outcome());
		answered(Answers.whole(this.response, whole));
	}

	/**
	 * The body is too large to be collected.
	 * @param source all of it
	 * @param abandon lets go of it where nobody subscribes
	 */
	void large(Flux<ByteBuf> source, Runnable abandon) {
		this.abandon = abandon;
		ChunkLook look = isTallied() ? new LargeAnswerLook(dialect()) : ChunkLook.OPAQUE;
		body(source, look, this.attempt.stoppedClock());
		committed();
	}

	private Outcome outcome() {
		return (this.response.status() < 400) ? Outcome.SUCCESS : Outcome.NEUTRAL;
	}

	@Override
	public void firstContent() {
		this.attempt.firstContent();
	}

	@Override
	public void errorEvent() {
		this.errorSeen = true;
		this.attempt.exchange().log().end(Ending.UPSTREAM_ERROR);
	}

	@Override
	public void committed() {
		AnswerBody committed = this.body;
		if (committed != null) {
			LlmAnswer answer = Answers.isEventStream(this.response) ? Answers.events(this.response, committed)
					: Answers.large(this.response, committed);
			answered(answer);
		}
	}

	private void answered(LlmAnswer answer) {
		AnswerTally counted = this.tally;
		if (counted != null) {
			this.attempt.exchange().log().tally(counted);
		}
		this.attempt.answered(answer);
	}

	@Override
	public void failed(GatewayException error) {
		this.attempt.failed(error);
	}

	@Override
	public void ended(@Nullable GatewayException error) {
		this.attempt.end((error != null || this.errorSeen) ? Outcome.FAILURE : outcome());
	}

	@Override
	public void cancelled() {
		this.attempt.end(Outcome.NEUTRAL);
		this.abandon.run();
	}

	/**
	 * A clock has run out.
	 * @param error its error
	 * @return whether it was the body's
	 */
	boolean expired(GatewayException error) {
		AnswerBody reading = this.body;
		if (reading != null) {
			reading.expired(error);
		}
		return reading != null;
	}

	/**
	 * Nobody wants it any more; ends the request if it has not ended.
	 */
	void close() {
		AnswerBody reading = this.body;
		if (reading != null) {
			reading.discard();
		}
		else {
			this.response.close();
		}
	}

	Attempt attempt() {
		return this.attempt;
	}

}
