package org.llmgateway.upstream;

import java.util.ArrayDeque;
import java.util.Iterator;

import org.llmgateway.exchange.LlmChunk;

/**
 * Chunks that are held back, within a bound; they belong to whoever holds them.
 */
final class HeldChunks implements Iterable<LlmChunk> {

	/** What ends the holding: it may not be repeated once it has been sent on. */
	static final int COMMITTING = LlmChunk.CONTENT | LlmChunk.FINISH | LlmChunk.DONE;

	private static final int MAX_CHUNKS = 64;

	private static final int MAX_BYTES = 256 * 1024;

	private final ArrayDeque<LlmChunk> chunks = new ArrayDeque<>(4);

	private int bytes;

	void add(LlmChunk chunk) {
		this.chunks.add(chunk);
		this.bytes += chunk.data().readableBytes();
	}

	boolean isTooMuch() {
		return this.chunks.size() > MAX_CHUNKS || this.bytes > MAX_BYTES;
	}

	boolean isEmpty() {
		return this.chunks.isEmpty();
	}

	/**
	 * The chunk that came first.
	 * @return the chunk, which belongs to the caller from now on
	 */
	LlmChunk remove() {
		LlmChunk chunk = this.chunks.remove();
		this.bytes -= chunk.data().readableBytes();
		return chunk;
	}

	void release() {
		while (!this.chunks.isEmpty()) {
			this.chunks.remove().data().release();
		}
	}

	@Override
	public Iterator<LlmChunk> iterator() {
		return this.chunks.iterator();
	}

}
