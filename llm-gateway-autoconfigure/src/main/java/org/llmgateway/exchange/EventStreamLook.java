package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;

import org.llmgateway.codec.ChunkFacts;
import org.llmgateway.codec.SseEvent;
import org.llmgateway.codec.SseListener;
import org.llmgateway.codec.SseParser;
import org.llmgateway.llm.Dialect;

/**
 * The look at an event stream: where events end and what they hold.
 */
public final class EventStreamLook implements ChunkLook, SseListener {

	private final SseParser parser = new SseParser();

	private final ChunkFacts classifier;

	private int facts;

	/**
	 * Creates a look at one stream.
	 * @param dialect the dialect that the provider speaks
	 */
	public EventStreamLook(Dialect dialect) {
		this.classifier = new ChunkFacts(dialect);
	}

	@Override
	public LlmChunk at(ByteBuf buffer) {
		this.facts = 0;
		this.parser.feed(buffer, this);
		return new LlmChunk(buffer, this.parser.atEventBoundary(), this.facts);
	}

	@Override
	public void onEvent(SseEvent event) {
		this.facts |= this.classifier.of(event);
	}

}
