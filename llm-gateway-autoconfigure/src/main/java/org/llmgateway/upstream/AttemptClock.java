package org.llmgateway.upstream;

import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.DeadlineTimer;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.StreamDeadlines;
import org.llmgateway.llm.GatewayError;

/**
 * The clocks of one attempt; used on its event loop only.
 */
final class AttemptClock {

	private final StreamDeadlines deadlines;

	private final boolean commentsAreLife;

	private final EventLoop eventLoop;

	private final Consumer<GatewayError> expired;

	private @Nullable DeadlineTimer timer;

	/**
	 * Prepares clocks, which {@link #start()} sets going.
	 * @param first how long the first sign may take, in nanoseconds; 0 for any time
	 * @param idle how long silence may last once there was a byte, in nanoseconds; 0 for
	 * any time
	 * @param commentsAreLife whether comments and pings end a silence
	 * @param eventLoop the loop of the attempt
	 * @param expired told of the clock that has run out
	 */
	AttemptClock(long first, long idle, boolean commentsAreLife, EventLoop eventLoop, Consumer<GatewayError> expired) {
		this.deadlines = new StreamDeadlines(first, idle, System.nanoTime());
		this.commentsAreLife = commentsAreLife;
		this.eventLoop = eventLoop;
		this.expired = expired;
	}

	/**
	 * Sets the clocks going, also again after one has run out.
	 */
	void start() {
		DeadlineTimer timer = new DeadlineTimer(this.deadlines, this.eventLoop, System::nanoTime, this.expired);
		this.timer = timer;
		timer.start();
	}

	/**
	 * The last byte of the request has left.
	 */
	void sent() {
		this.deadlines.sent(System.nanoTime());
	}

	/**
	 * A chunk has come.
	 * @param chunk the chunk
	 */
	void read(LlmChunk chunk) {
		if (this.timer == null) {
			return;
		}
		if (this.commentsAreLife || chunk.holds(LlmChunk.EVENT)) {
			this.deadlines.read(System.nanoTime());
		}
		if (chunk.holds(HeldChunks.COMMITTING)) {
			this.deadlines.content();
		}
	}

	/**
	 * The provider is waited for again, after the client had been.
	 */
	void asked() {
		if (this.timer != null) {
			this.deadlines.read(System.nanoTime());
		}
	}

	/**
	 * Nothing is waited for any more.
	 */
	void stop() {
		DeadlineTimer running = this.timer;
		this.timer = null;
		if (running != null) {
			running.stop();
		}
	}

}
