package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;

import org.llmgateway.codec.AnswerTally;
import org.llmgateway.codec.ChunkFacts;
import org.llmgateway.codec.SseEvent;
import org.llmgateway.codec.SseListener;
import org.llmgateway.codec.SseParser;
import org.llmgateway.llm.Dialect;

/**
 * The look at an event stream: where events end and what they hold.
 */
public final class EventStreamLook implements ChunkLook, SseListener {

	/** What shows whether there is an answer. */
	private static final int DECISIVE = LlmChunk.CONTENT | LlmChunk.FINISH | LlmChunk.DONE | LlmChunk.ERROR;

	/** Of what nobody has looked into it is assumed that it is part of the answer. */
	private static final int UNSEEN = LlmChunk.EVENT | LlmChunk.CONTENT;

	private final SseParser parser;

	private final ChunkFacts classifier;

	private int facts;

	private boolean finished;

	private int usageStart = -1;

	private int usageEnd;

	private boolean begun;

	private boolean beganWithError;

	/**
	 * Creates a look at one stream.
	 * @param dialect the dialect that the provider speaks
	 * @param maxEventSize the most bytes of an event that is looked into
	 */
	public EventStreamLook(Dialect dialect, int maxEventSize) {
		this.parser = new SseParser(maxEventSize);
		this.classifier = new ChunkFacts(dialect);
	}

	@Override
	public AnswerTally tally() {
		return this.classifier.tally();
	}

	@Override
	public void end() {
		this.parser.end(this);
	}

	@Override
	public LlmChunk at(ByteBuf buffer) {
		this.facts = 0;
		this.usageEnd = 0;
		this.parser.feed(buffer, this);
		return new LlmChunk(buffer, this.parser.atEventBoundary(), this.facts, this.parser.lastBoundary(),
				this.usageStart, this.usageEnd);
	}

	@Override
	public void onEvent(SseEvent event) {
		int facts = this.classifier.of(event);
		this.facts |= facts;
		if (this.finished && (facts & ChunkFacts.USAGE_ONLY) != 0) {
			this.usageStart = this.parser.eventStart();
			this.usageEnd = this.parser.eventEnd();
		}
		this.finished |= (facts & LlmChunk.FINISH) != 0;
		if (!this.begun && (facts & DECISIVE) != 0) {
			this.begun = true;
			this.beganWithError = (facts & LlmChunk.ERROR) != 0;
		}
	}

	@Override
	public void onOversizedEvent() {
		this.classifier.tally().oversizedEvent();
		this.facts |= UNSEEN;
		this.begun = true;
	}

	@Override
	public boolean beganWithError() {
		return this.beganWithError;
	}

}
