package org.llmgateway.stream;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.llm.Dialect;

/**
 * A sign of life as each dialect's readers skip it: a comment (WHATWG HTML standard,
 * section 9.2.6), or the ping that Anthropic's API has.
 */
final class Heartbeat {

	private static final ByteBuf COMMENT = fixed(": ping\n\n");

	private static final ByteBuf PING = fixed("event: ping\ndata: {\"type\": \"ping\"}\n\n");

	private Heartbeat() {
	}

	/**
	 * Makes one.
	 * @param dialect what the caller reads
	 * @return a chunk, owned by the receiver
	 */
	static LlmChunk of(Dialect dialect) {
		return new LlmChunk(((dialect == Dialect.ANTHROPIC) ? PING : COMMENT).duplicate(), true, 0);
	}

	private static ByteBuf fixed(String text) {
		return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)));
	}

}
