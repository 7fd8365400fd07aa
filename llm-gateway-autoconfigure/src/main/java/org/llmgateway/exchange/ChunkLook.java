package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.llmgateway.codec.AnswerTally;

/**
 * The one look at the bytes of an answer on their way through; it keeps and changes none.
 */
public interface ChunkLook {

	/** For bodies that are not event streams: nothing to see, no boundaries. */
	ChunkLook OPAQUE = (buffer) -> new LlmChunk(buffer, false, 0);

	/**
	 * Looks at what one read brought.
	 * @param buffer the bytes; the chunk takes them over
	 * @return the chunk
	 */
	LlmChunk at(ByteBuf buffer);

	/**
	 * Whether an error came before anything of the answer itself, so far.
	 * @return {@code true} if so
	 */
	default boolean beganWithError() {
		return false;
	}

	/**
	 * What the bytes so far were counted in.
	 * @return the tally, which later bytes fill on, or {@code null} where nothing is
	 * counted
	 */
	default @Nullable AnswerTally tally() {
		return null;
	}

	/**
	 * The body has ended; nothing will be looked at any more.
	 */
	default void end() {
	}

}
