package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;

import org.llmgateway.exchange.ChunkLook;
import org.llmgateway.exchange.LlmChunk;

/**
 * Sees what passes in a body: tells the clocks of each chunk and the attempt of what is
 * new to it.
 */
final class AnswerWatch {

	private final ChunkLook look;

	private final AttemptClock clock;

	private final AnswerListener listener;

	private final String provider;

	private int facts;

	/**
	 * Creates a watch.
	 * @param look what sees events in buffers
	 * @param clock the clocks of the attempt
	 * @param listener the attempt
	 * @param provider the provider's name, for messages
	 */
	AnswerWatch(ChunkLook look, AttemptClock clock, AnswerListener listener, String provider) {
		this.look = look;
		this.clock = clock;
		this.listener = listener;
		this.provider = provider;
	}

	String provider() {
		return this.provider;
	}

	AnswerListener listener() {
		return this.listener;
	}

	/**
	 * Looks at a buffer.
	 * @param buffer the buffer, which the chunk takes over
	 * @param held whether the chunk is held back, so that an error in it is no one's yet
	 * @return the chunk
	 */
	LlmChunk see(ByteBuf buffer, boolean held) {
		LlmChunk chunk = this.look.at(buffer);
		this.clock.read(chunk);
		int news = chunk.facts() & ~this.facts;
		if (news != 0) {
			this.facts |= news;
			if ((news & LlmChunk.CONTENT) != 0) {
				this.listener.firstContent();
			}
			if ((news & LlmChunk.ERROR) != 0 && !held) {
				this.listener.errorEvent();
			}
		}
		return chunk;
	}

	/**
	 * The commit point is reached: an error in what was held is the caller's now.
	 */
	void commit() {
		if (saw(LlmChunk.ERROR)) {
			this.listener.errorEvent();
		}
		this.listener.committed();
	}

	boolean beganWithError() {
		return this.look.beganWithError();
	}

	boolean saw(int fact) {
		return (this.facts & fact) != 0;
	}

	/**
	 * The provider is waited for again, after the client had been.
	 */
	void asked() {
		this.clock.asked();
	}

	/**
	 * A clock has run out while the client was waited for: it goes on.
	 */
	void goOn() {
		this.clock.asked();
		this.clock.start();
	}

	/**
	 * The provider has ended, or is not read any more.
	 */
	void stop() {
		this.clock.stop();
		this.look.end();
	}

}
