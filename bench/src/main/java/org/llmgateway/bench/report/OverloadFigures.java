package org.llmgateway.bench.report;

import java.util.List;
import java.util.Map;

import org.llmgateway.bench.load.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway made of an overload. Times are in milliseconds and start when a
 * request was due, rates are in requests a second; slow readers count only where that is
 * said.
 *
 * @param gateway which gateway
 * @param unloaded times without load
 * @param unloadedShare share of the requests without load that were answered
 * @param inTimeMillis what is in time
 * @param bestRate the most that was answered in time in a second without overload
 * @param offered what was offered in the overload
 * @param goodput what was answered in time of it
 * @param shed how many were refused with 503 and Retry-After in the overload
 * @param shedTimes how long a refusal took
 * @param shedEarly the share of the refusals that came before the request had been sent
 * @param failures what else went wrong in the overload, slow readers included, by kind
 * @param criticalBefore times of the critical callers without load
 * @param criticalShareBefore the share of theirs that was answered without load
 * @param critical their times in the overload
 * @param criticalShare the share of theirs that was answered in the overload
 * @param recoverySeconds from the end of the overload to the end of the first second that
 * was as without load; null if there was none
 * @param outOfMemory lines of the gateway's log that tell of memory that was not there
 * @param endedAtSeconds when the gateway was found dead, since the beginning; null if it
 * lived
 * @param resident resident memory each quarter of a second, in bytes
 */
public record OverloadFigures(String gateway, @Nullable Quantiles unloaded, double unloadedShare, double inTimeMillis,
		double bestRate, double offered, double goodput, long shed, @Nullable Quantiles shedTimes, double shedEarly,
		Map<String, Long> failures, @Nullable Quantiles criticalBefore, double criticalShareBefore,
		@Nullable Quantiles critical, double criticalShare, @Nullable Double recoverySeconds, long outOfMemory,
		@Nullable Double endedAtSeconds, List<Long> resident) {

	double goodputShare() {
		return (this.bestRate > 0) ? this.goodput / this.bestRate : 0;
	}

	/**
	 * The most resident memory.
	 * @return bytes
	 */
	public long mostResident() {
		return this.resident.stream().mapToLong(Long::longValue).max().orElse(0);
	}

	/**
	 * Requests that were not refused and not answered either, for whatever reason but
	 * that the caller lost patience.
	 * @param patience how the end of those is called
	 * @return their number
	 */
	public long failed(String patience) {
		return this.failures.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(patience))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

}
