package org.llmgateway.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LimitReport;
import org.llmgateway.llm.GatewayError;

/**
 * Counts the requests that were refused for the gateway's load, by reason.
 */
final class ShedCounts implements LimitReport {

	/** For how long after a refusal the gateway counts as shedding. */
	private static final long PRESENT = TimeUnit.SECONDS.toNanos(10);

	private final LongSupplier nanoClock;

	private final LongAdder[] counts = new LongAdder[ShedReason.values().length];

	private final AtomicLongArray last = new AtomicLongArray(ShedReason.values().length);

	/**
	 * Creates counts of nothing.
	 * @param nanoClock a clock that only goes forward
	 */
	ShedCounts(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	/**
	 * Counts a refusal and says it to the caller.
	 * @param reason why the request is refused
	 * @return what the caller is told
	 */
	GatewayException shed(ShedReason reason) {
		this.last.set(reason.ordinal(), this.nanoClock.getAsLong());
		this.counts[reason.ordinal()].increment();
		return new GatewayException(GatewayError.OVERLOADED,
				"The gateway has too much to do to take the request (" + reason.tag() + "): " + reason.text())
			.with("Retry-After", reason.retryAfter());
	}

	/**
	 * How many requests were refused.
	 * @param reason why
	 * @return the number since the start
	 */
	long count(ShedReason reason) {
		return this.counts[reason.ordinal()].sum();
	}

	/**
	 * Whether a request was refused in the last ten seconds.
	 * @param reason why
	 * @return {@code true} if one was
	 */
	boolean isPresent(ShedReason reason) {
		return count(reason) > 0 && this.nanoClock.getAsLong() - this.last.get(reason.ordinal()) < PRESENT;
	}

	@Override
	public String name() {
		return "shed";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		for (ShedReason reason : ShedReason.values()) {
			report.put(reason.tag(), count(reason));
		}
		return report;
	}

	@Override
	public boolean isShedding() {
		for (ShedReason reason : ShedReason.values()) {
			if (isPresent(reason)) {
				return true;
			}
		}
		return false;
	}

}
