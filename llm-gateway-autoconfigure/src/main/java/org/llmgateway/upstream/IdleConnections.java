package org.llmgateway.upstream;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.Elastic;
import org.llmgateway.exchange.LimitReport;

/**
 * How many unused HTTP/1.1 connections all pools keep together: never less than half of
 * what is configured, never more than a fifth above it.
 */
final class IdleConnections implements Elastic, LimitReport {

	private final int floor;

	private final int ceiling;

	private final AtomicInteger bound;

	private final AtomicInteger count = new AtomicInteger();

	private final List<Runnable> trims = new CopyOnWriteArrayList<>();

	/**
	 * Creates a bound.
	 * @param configured how many connections are kept
	 */
	IdleConnections(int configured) {
		if (configured < 0) {
			throw new ConfigurationFault("llm.gateway.upstream.max-idle-connections", String.valueOf(configured),
					"a number of connections is not negative", "Set it to 0 to keep none.");
		}
		this.floor = configured / 2;
		this.ceiling = (int) Math.min(configured + configured / 5L, Integer.MAX_VALUE);
		this.bound = new AtomicInteger(configured);
	}

	/**
	 * A pool is there that may have to close connections.
	 * @param trim closes those that are too many, the oldest first; run on any thread
	 */
	void add(Runnable trim) {
		this.trims.add(trim);
	}

	void idle() {
		this.count.incrementAndGet();
	}

	void taken() {
		this.count.decrementAndGet();
	}

	/**
	 * Takes out one connection if there are too many.
	 * @return whether the caller has to close one
	 */
	boolean takeExcess() {
		int now = this.count.get();
		while (now > this.bound.get()) {
			if (this.count.compareAndSet(now, now - 1)) {
				return true;
			}
			now = this.count.get();
		}
		return false;
	}

	@Override
	public void scale(double factor) {
		int before = this.bound.get();
		double scaled = (factor > 1) ? Math.ceil(before * factor) : Math.floor(before * factor);
		int after = Math.max(this.floor, Math.min(this.ceiling, (int) scaled));
		if (this.bound.compareAndSet(before, after) && after < this.count.get()) {
			this.trims.forEach(Runnable::run);
		}
	}

	@Override
	public String name() {
		return "idle-connections";
	}

	@Override
	public Map<String, Object> report() {
		return Map.of("idle", this.count.get(), "bound", this.bound.get());
	}

}
