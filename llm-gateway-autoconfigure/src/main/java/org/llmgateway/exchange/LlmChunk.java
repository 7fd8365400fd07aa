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
 * @param boundary where the last event that ends in the chunk has ended, as an offset in
 * its bytes, or -1 if none does
 * @param usageStart where an event that holds nothing but usage begins, after the answer
 * has finished; -1 if it began in an earlier chunk
 * @param usageEnd where that event ends, or 0 if there is none
 */
public record LlmChunk(ByteBuf data, boolean atBoundary, int facts, int boundary, int usageStart, int usageEnd) {

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
	 * Creates a chunk of which no more is known.
	 * @param data the bytes
	 * @param atBoundary whether the stream stands between two events after these bytes
	 * @param facts what the chunk holds
	 */
	public LlmChunk(ByteBuf data, boolean atBoundary, int facts) {
		this(data, atBoundary, facts, atBoundary ? data.readableBytes() : -1, -1, 0);
	}

	/**
	 * Whether the chunk holds what the bit stands for.
	 * @param fact one of the constants
	 * @return {@code true} if it was seen
	 */
	public boolean holds(int fact) {
		return (this.facts & fact) != 0;
	}

}
