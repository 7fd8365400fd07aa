package org.llmgateway.stream;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

import org.llmgateway.exchange.LlmChunk;

/**
 * The caller's end of a delivery: what it has asked for, and what it has had.
 */
final class StreamReader {

	private CoreSubscriber<? super LlmChunk> subscriber = Operators.emptySubscriber();

	private long demand;

	private boolean greeted;

	private boolean begun;

	private boolean atBoundary = true;

	/** The dialect's own end mark has been delivered. */
	private boolean marked;

	void subscriber(CoreSubscriber<? super LlmChunk> subscriber) {
		this.subscriber = subscriber;
	}

	CoreSubscriber<? super LlmChunk> subscriber() {
		return this.subscriber;
	}

	void more(long n) {
		this.demand = Operators.addCap(this.demand, n);
	}

	boolean waits() {
		return this.demand > 0;
	}

	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * The reader shall have a sign of life before anything else.
	 */
	void greet() {
		this.greeted = true;
	}

	boolean isGreeted() {
		return this.greeted && !this.begun;
	}

	boolean hasAll() {
		return this.marked;
	}

	/**
	 * Whether something may be put between two events now.
	 * @return {@code true} if the reader waits between events of an unfinished stream
	 */
	boolean isOpen() {
		return this.atBoundary && !this.marked && this.demand > 0;
	}

	void deliver(LlmChunk chunk) {
		if (this.demand != Long.MAX_VALUE) {
			this.demand--;
		}
		this.begun = true;
		this.atBoundary = chunk.atBoundary();
		this.marked |= chunk.holds(LlmChunk.DONE);
		this.subscriber.onNext(chunk);
	}

}
