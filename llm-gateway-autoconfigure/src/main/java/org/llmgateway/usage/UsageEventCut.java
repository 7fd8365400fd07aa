package org.llmgateway.usage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import org.llmgateway.codec.ChunkFacts;
import org.llmgateway.codec.SseListener;
import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.llm.Dialect;

/**
 * Cuts the event that holds nothing but usage out of an OpenAI stream, wherever its bytes
 * are split; all others pass as they are.
 *
 * <p>
 * The event comes after the answer has finished: from there on the beginning of an event
 * is held back until its end has come, up to the bound of an event.
 */
final class UsageEventCut {

	private final int bound;

	private @Nullable ByteBuf held;

	/** What of the chunk passes. */
	private @Nullable ByteBuf passing;

	private ByteBuf data = Unpooled.EMPTY_BUFFER;

	/** How far the chunk was passed or cut, in bytes. */
	private int done;

	/** What chunks held that have not passed yet. */
	private int facts;

	private boolean finished;

	/** Whether the last byte that was cut is a CR, which an LF may belong to. */
	private boolean afterCr;

	private boolean open = true;

	/**
	 * Creates a cut for one stream.
	 * @param bound the most bytes that are held back
	 */
	UsageEventCut(int bound) {
		this.bound = bound;
	}

	/**
	 * Passes a chunk.
	 * @param chunk the chunk, which is taken over
	 * @return what goes on, or {@code null} if nothing does for now
	 */
	@Nullable LlmChunk pass(LlmChunk chunk) {
		if (!this.open) {
			return chunk;
		}
		this.finished |= chunk.holds(LlmChunk.FINISH);
		if (!this.finished || isWhole(chunk)) {
			return chunk;
		}
		this.data = chunk.data();
		this.done = 0;
		this.facts |= chunk.facts();
		skipLineFeed();
		if (chunk.usageEnd() > 0) {
			cut(chunk.usageStart(), chunk.usageEnd());
		}
		return split(chunk);
	}

	/** Nothing of it is cut or held back, and nothing that came before it is. */
	private boolean isWhole(LlmChunk chunk) {
		return chunk.atBoundary() && chunk.usageEnd() == 0 && this.held == null && !this.afterCr;
	}

	private void skipLineFeed() {
		if (this.afterCr && this.data.isReadable()) {
			this.afterCr = false;
			this.done = (this.data.getByte(this.data.readerIndex()) == '\n') ? 1 : 0;
		}
	}

	private void cut(int start, int end) {
		if (start >= 0) {
			passUpTo(start);
		}
		else {
			release();
		}
		int length = this.data.readableBytes();
		int next = this.data.readerIndex() + end;
		this.done = end;
		if (end > 0 && end <= length && this.data.getByte(next - 1) == '\r') {
			this.afterCr = end == length;
			this.done = (end < length && this.data.getByte(next) == '\n') ? end + 1 : end;
		}
	}

	/**
	 * Passes what is held, and the chunk up to an offset.
	 */
	private void passUpTo(int offset) {
		ByteBuf before = this.held;
		this.held = null;
		if (before != null) {
			add(before);
		}
		if (offset > this.done) {
			add(this.data.retainedSlice(this.data.readerIndex() + this.done, offset - this.done));
			this.done = offset;
		}
	}

	private void add(ByteBuf bytes) {
		this.passing = join(this.passing, bytes);
	}

	private @Nullable LlmChunk split(LlmChunk chunk) {
		int length = this.data.readableBytes();
		int boundary = chunk.boundary();
		if (boundary >= 0) {
			passUpTo(Math.max(boundary, this.done));
		}
		if (length > this.done) {
			this.held = join(this.held,
					this.data.retainedSlice(this.data.readerIndex() + this.done, length - this.done));
		}
		this.data.release();
		ByteBuf held = this.held;
		if (held != null && held.readableBytes() > this.bound) {
			this.open = false;
			passUpTo(0);
		}
		ByteBuf passing = this.passing;
		this.passing = null;
		if (passing == null) {
			return null;
		}
		int facts = this.facts;
		this.facts = 0;
		return new LlmChunk(passing, this.open || chunk.atBoundary(), facts);
	}

	private static ByteBuf join(@Nullable ByteBuf first, ByteBuf second) {
		if (first == null) {
			return second;
		}
		if (first instanceof CompositeByteBuf composite) {
			return composite.addComponent(true, second);
		}
		return Unpooled.compositeBuffer(64).addComponent(true, first).addComponent(true, second);
	}

	/**
	 * Ends the stream.
	 * @return what was held back and goes on, or {@code null} if nothing does
	 */
	@Nullable LlmChunk end() {
		ByteBuf rest = this.held;
		if (rest != null && isUsage(rest)) {
			release();
			return null;
		}
		this.held = null;
		return (rest != null) ? new LlmChunk(rest, false, this.facts) : null;
	}

	/** A last event may lack its blank line. */
	private static boolean isUsage(ByteBuf rest) {
		ChunkFacts classifier = new ChunkFacts(Dialect.OPENAI);
		int[] facts = new int[1];
		SseListener listener = (event) -> facts[0] |= classifier.of(event);
		SseParser parser = new SseParser();
		parser.feed(rest, listener);
		parser.end(listener);
		return (facts[0] & ChunkFacts.USAGE_ONLY) != 0;
	}

	/**
	 * Lets go of what is held back.
	 */
	void release() {
		ByteBuf held = this.held;
		this.held = null;
		if (held != null) {
			held.release();
		}
	}

}
