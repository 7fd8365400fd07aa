package org.llmgateway.stream;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.LlmChunk;

/**
 * The chunks that wait for one slow client. Small ones are put together by copying: a
 * client that has fallen behind gets them in one write, and none holds the memory of a
 * whole read for a few bytes.
 */
final class ChunkQueue {

	private static final int BLOCK = 16 * 1024;

	private static final int SMALL = 4 * 1024;

	private final SharedBuffer shared;

	private final ArrayDeque<LlmChunk> waiting = new ArrayDeque<>(4);

	/** The last block, which has room left; not in the queue yet. */
	private @Nullable ByteBuf block;

	private boolean blockAtBoundary;

	private int blockFacts;

	private int bytes;

	/** When the provider was done while something waited, or -1. */
	private long filled = -1;

	/**
	 * Creates an empty queue.
	 * @param shared counts what waits for all clients
	 */
	ChunkQueue(SharedBuffer shared) {
		this.shared = shared;
	}

	/**
	 * Adds a chunk.
	 * @param chunk the chunk, owned by the queue
	 */
	void add(LlmChunk chunk) {
		ByteBuf data = chunk.data();
		int length = data.readableBytes();
		if (length > SMALL) {
			closeBlock();
			this.waiting.add(chunk);
			count(data.capacity());
			return;
		}
		ByteBuf open = this.block;
		if (open == null || open.writableBytes() < length) {
			closeBlock();
			open = ByteBufAllocator.DEFAULT.ioBuffer(BLOCK, BLOCK);
			this.block = open;
			count(BLOCK);
		}
		// In this direction Netty makes no view of the source for each copy.
		data.getBytes(data.readerIndex(), open, length);
		data.release();
		this.blockAtBoundary = chunk.atBoundary();
		this.blockFacts |= chunk.facts();
	}

	private void closeBlock() {
		ByteBuf open = this.block;
		if (open != null) {
			this.waiting.add(new LlmChunk(open, this.blockAtBoundary, this.blockFacts));
			this.block = null;
			this.blockFacts = 0;
		}
	}

	/**
	 * Takes the next chunk.
	 * @return the chunk, owned by the taker, or {@code null} if none waits
	 */
	@Nullable LlmChunk poll() {
		if (this.waiting.isEmpty()) {
			closeBlock();
		}
		LlmChunk next = this.waiting.poll();
		if (next != null) {
			count(-next.data().capacity());
		}
		return next;
	}

	private void count(int added) {
		this.bytes += added;
		this.shared.add(added);
	}

	boolean isEmpty() {
		return this.block == null && this.waiting.isEmpty();
	}

	/**
	 * How much memory the waiting chunks hold.
	 * @return bytes, those included that are not filled
	 */
	int bytes() {
		return this.bytes;
	}

	/**
	 * The provider is done: for as long as something waits, it is spared.
	 * @param nanoClock the time in nanoseconds
	 */
	void filled(LongSupplier nanoClock) {
		this.filled = isEmpty() ? -1 : nanoClock.getAsLong();
	}

	/**
	 * The client is done too.
	 * @param nanoClock the time in nanoseconds
	 */
	void emptied(LongSupplier nanoClock) {
		if (this.filled != -1) {
			this.shared.saved(nanoClock.getAsLong() - this.filled);
		}
	}

	/**
	 * Lets go of all that waits.
	 */
	void clear() {
		for (LlmChunk next = poll(); next != null; next = poll()) {
			next.data().release();
		}
	}

}
