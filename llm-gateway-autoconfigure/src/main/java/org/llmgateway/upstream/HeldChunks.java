package org.llmgateway.upstream;

import java.util.ArrayDeque;
import java.util.Iterator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.LlmChunk;

/**
 * Chunks that are held back, within a bound; they belong to whoever holds them. Comments
 * and pings may come for minutes before a model begins: they are put together by copying
 * and count only by their bytes.
 */
final class HeldChunks implements Iterable<LlmChunk> {

	/** What ends the holding: it may not be repeated once it has been sent on. */
	static final int COMMITTING = LlmChunk.CONTENT | LlmChunk.FINISH | LlmChunk.DONE;

	private static final int MAX_EVENTS = 64;

	private static final int MAX_BYTES = 256 * 1024;

	private static final int BLOCK = 4 * 1024;

	private final ArrayDeque<LlmChunk> chunks = new ArrayDeque<>(4);

	/** The last chunk's bytes, if there is room for more. */
	private @Nullable ByteBuf block;

	private int events;

	private int bytes;

	void add(LlmChunk chunk) {
		int length = chunk.data().readableBytes();
		if (!chunk.holds(LlmChunk.EVENT) && length < BLOCK) {
			append(chunk, length);
			return;
		}
		this.block = null;
		this.chunks.add(chunk);
		this.events++;
		this.bytes += length;
	}

	private void append(LlmChunk chunk, int length) {
		ByteBuf open = this.block;
		int facts = chunk.facts();
		if (open != null && open.writableBytes() >= length) {
			facts |= this.chunks.removeLast().facts();
		}
		else {
			open = ByteBufAllocator.DEFAULT.ioBuffer(BLOCK, BLOCK);
			this.block = open;
			this.bytes += BLOCK;
		}
		open.writeBytes(chunk.data(), chunk.data().readerIndex(), length);
		chunk.data().release();
		this.chunks.addLast(new LlmChunk(open, chunk.atBoundary(), facts));
	}

	boolean isTooMuch() {
		return this.events > MAX_EVENTS || this.bytes > MAX_BYTES;
	}

	boolean isEmpty() {
		return this.chunks.isEmpty();
	}

	/**
	 * The chunk that came first.
	 * @return the chunk, which belongs to the caller from now on
	 */
	LlmChunk remove() {
		this.block = null;
		return this.chunks.remove();
	}

	void release() {
		while (!this.chunks.isEmpty()) {
			remove().data().release();
		}
	}

	@Override
	public Iterator<LlmChunk> iterator() {
		return this.chunks.iterator();
	}

}
