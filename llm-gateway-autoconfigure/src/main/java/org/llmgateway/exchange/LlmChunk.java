package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;

import org.llmgateway.codec.ChunkFacts;

/**
 * What one read from the provider brought: the bytes as they came, and what the parser
 * saw in them.
 *
 * @param data the bytes; whoever takes the chunk owns and releases them
 * @param atBoundary whether the stream stands between two events after these bytes
 * @param facts bits that say what the chunk holds, see the constants
 */
public record LlmChunk(ByteBuf data, boolean atBoundary, int facts) {

	/** A part of the answer's text, reasoning or tool call. */
	public static final int CONTENT = ChunkFacts.CONTENT;

	/** Token counts. */
	public static final int USAGE = ChunkFacts.USAGE;

	/** The reason why the model stopped. */
	public static final int FINISH = ChunkFacts.FINISH;

	/** An error object. */
	public static final int ERROR = ChunkFacts.ERROR;

	/** The end of the stream as the dialect marks it. */
	public static final int DONE = ChunkFacts.DONE;

	/** An event that is more than a ping; comments are none. */
	public static final int EVENT = ChunkFacts.EVENT;

	/**
	 * Whether the chunk holds what the bit stands for.
	 * @param fact one of the constants
	 * @return {@code true} if it was seen
	 */
	public boolean holds(int fact) {
		return (this.facts & fact) != 0;
	}

}
