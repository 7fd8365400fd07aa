package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;

import org.llmgateway.codec.ChunkFacts;
import org.llmgateway.codec.SseEvent;
import org.llmgateway.codec.SseListener;
import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.llm.Dialect;

/**
 * The look at an event stream: where events end and what they hold.
 */
final class SseLook implements ChunkLook, SseListener {

	private final SseParser parser = new SseParser();

	private final ChunkFacts classifier;

	private int facts;

	SseLook(Dialect dialect) {
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
