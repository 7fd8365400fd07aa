package org.llmgateway.stream;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.StreamSettings;

/**
 * Reads the rest of an answer whose caller has gone, within bounds, for the usage that
 * comes last. It holds the folder meanwhile.
 */
final class UsageDrain {

	private final LlmExchange exchange;

	private final Runnable ended;

	private long left;

	private boolean done;

	private @Nullable ScheduledFuture<?> timer;

	/**
	 * Takes its hold of the folder, before the door lets go of it.
	 * @param exchange the folder
	 * @param ended run once, when there is no more to read or a bound is reached
	 */
	UsageDrain(LlmExchange exchange, Runnable ended) {
		this.exchange = exchange;
		this.ended = ended;
		exchange.hold();
	}

	void start(StreamSettings settings, EventLoop loop) {
		this.left = settings.drainBytes();
		this.timer = loop.schedule(this::end, settings.drain(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Takes a chunk, which goes nowhere.
	 * @param chunk the chunk, owned by the drain
	 */
	void take(LlmChunk chunk) {
		this.left -= chunk.data().readableBytes();
		chunk.data().release();
		if (this.left <= 0) {
			end();
		}
	}

	void end() {
		if (this.done) {
			return;
		}
		this.done = true;
		ScheduledFuture<?> pending = this.timer;
		if (pending != null) {
			pending.cancel(false);
		}
		this.ended.run();
		this.exchange.release();
	}

}
