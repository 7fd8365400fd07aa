package org.llmgateway.limit;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.llm.LoadClass;

/**
 * A request that waits for a permit, and goes on upon its own event loop.
 */
final class WaitingRequest extends Permits.Waiter {

	private final Permits permits;

	private final LlmExchange exchange;

	private final QueueWaits waits;

	private final ShedCounts shed;

	private final MonoSink<LlmExchange> sink;

	private final @Nullable EventLoop eventLoop;

	private final long since = System.nanoTime();

	private volatile @Nullable Future<?> deadline;

	private volatile boolean over;

	WaitingRequest(Permits permits, LlmExchange exchange, QueueWaits waits, ShedCounts shed,
			MonoSink<LlmExchange> sink) {
		super(tenant(exchange), exchange.load().loadClass() == LoadClass.CRITICAL);
		this.permits = permits;
		this.exchange = exchange;
		this.waits = waits;
		this.shed = shed;
		this.sink = sink;
		this.eventLoop = exchange.eventLoop();
	}

	private static String tenant(LlmExchange exchange) {
		String tenant = exchange.load().tenant();
		return (tenant != null) ? tenant : Tenants.EVERYONE;
	}

	/**
	 * Begins to wait.
	 * @param timeout for how long at most, in nanoseconds
	 */
	void await(long timeout) {
		this.sink.onDispose(this::leave);
		boolean sheddable = this.exchange.load().loadClass() == LoadClass.SHEDDABLE;
		if (!this.permits.await(this, sheddable)) {
			this.sink.error(this.shed.shed(ShedReason.QUEUE_FULL));
			return;
		}
		EventExecutor timer = (this.eventLoop != null) ? this.eventLoop : GlobalEventExecutor.INSTANCE;
		Future<?> pending = timer.schedule(this::expire, timeout, TimeUnit.NANOSECONDS);
		this.deadline = pending;
		if (this.over) {
			pending.cancel(false);
		}
	}

	private void expire() {
		if (this.permits.giveUp(this)) {
			this.waits.waited(System.nanoTime() - this.since);
			this.sink.error(this.shed.shed(ShedReason.QUEUE_TIMEOUT));
		}
	}

	/** The client has gone, or the wait is over. */
	private void leave() {
		this.over = true;
		Future<?> pending = this.deadline;
		if (pending != null) {
			pending.cancel(false);
		}
		if (this.permits.giveUp(this)) {
			this.waits.waited(System.nanoTime() - this.since);
		}
	}

	/**
	 * The permit is the folder's at once, which gives it back even if the client has gone
	 * meanwhile. What follows waits for the loop: whoever has given the permit back has
	 * other things to end, and may be one of many in a row.
	 */
	@Override
	void granted() {
		long now = System.nanoTime();
		this.waits.waited(now - this.since);
		Permit.hand(this.permits, this.exchange, now);
		EventLoop loop = this.eventLoop;
		if (loop == null || loop.isShuttingDown()) {
			this.sink.success(this.exchange);
		}
		else {
			loop.execute(() -> this.sink.success(this.exchange));
		}
	}

}
