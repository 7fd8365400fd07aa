package org.llmgateway.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.LimitReport;
import org.llmgateway.exchange.PoolGate;

/**
 * The gates of the pools that have a limit.
 */
final class PoolLimits implements PoolGate, LimitReport {

	/** For how long after a refusal a pool counts as full. */
	private static final long RECENT = 5_000_000_000L;

	private final Map<String, Gate> gates = new LinkedHashMap<>();

	PoolLimits(Map<String, Permits> pools) {
		pools.forEach((name, permits) -> this.gates.put(name, new Gate(permits)));
	}

	@Override
	public @Nullable Place enter(String pool, long now) {
		Gate gate = this.gates.get(pool);
		return (gate != null) ? gate.enter(now) : Place.FREE;
	}

	Map<String, Gate> gates() {
		return this.gates;
	}

	@Override
	public String name() {
		return "pools";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		this.gates.forEach((name, gate) -> {
			Map<String, Object> shown = ConcurrencyReport.of(gate.permits);
			shown.put("rejected", gate.rejected());
			report.put(name, shown);
		});
		return report;
	}

	@Override
	public boolean isShedding() {
		long now = System.nanoTime();
		return this.gates.values().stream().anyMatch((gate) -> gate.rejected() > 0 && now - gate.last < RECENT);
	}

	/**
	 * The gate of one pool.
	 */
	static final class Gate {

		private final Permits permits;

		private final LongAdder rejected = new LongAdder();

		private volatile long last;

		Gate(Permits permits) {
			this.permits = permits;
		}

		private @Nullable Place enter(long now) {
			if (this.permits.enter()) {
				return new Held(this.permits);
			}
			this.rejected.increment();
			this.last = now;
			return null;
		}

		Permits permits() {
			return this.permits;
		}

		long rejected() {
			return this.rejected.sum();
		}

	}

	/**
	 * A permit of a pool that an attempt holds.
	 */
	private static final class Held implements Place {

		private final Permits permits;

		private boolean measured;

		private boolean left;

		Held(Permits permits) {
			this.permits = permits;
		}

		@Override
		public void firstToken(long nanos, long now) {
			synchronized (this) {
				if (this.measured || this.left) {
					return;
				}
				this.measured = true;
			}
			this.permits.firstToken(nanos, now);
		}

		@Override
		public void leave(boolean overloaded, long now) {
			synchronized (this) {
				if (this.left) {
					return;
				}
				this.left = true;
			}
			this.permits.leave(overloaded, now);
		}

	}

}
