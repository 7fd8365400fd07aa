package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;

import org.llmgateway.codec.SseEvent;
import org.llmgateway.codec.SseListener;
import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.LlmChunk;

/**
 * The look at an event stream: where events end and what they hold.
 */
final class SseLook implements ChunkLook, SseListener {

	private final SseParser parser = new SseParser();

	private int facts;

	@Override
	public LlmChunk at(ByteBuf buffer) {
		this.facts = 0;
		this.parser.feed(buffer, this);
		return new LlmChunk(buffer, this.parser.atEventBoundary(), this.facts);
	}

	@Override
	public void onEvent(SseEvent event) {
		this.facts |= LlmChunk.CONTENT;
	}

}
