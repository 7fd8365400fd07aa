package org.llmgateway.limit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.llmgateway.exchange.LimitReport;

/**
 * What the limit in total and its queue have to show.
 */
final class ConcurrencyReport implements LimitReport {

	private final ConfiguredLimits limits;

	private final ShedCounts shed;

	ConcurrencyReport(ConfiguredLimits limits, ShedCounts shed) {
		this.limits = limits;
		this.shed = shed;
	}

	/**
	 * What permits have to show.
	 * @param permits the permits
	 * @return limit, requests in flight and, if it is known, the time to the first token
	 * without a queue
	 */
	static Map<String, Object> of(Permits permits) {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("limit", permits.limit().limit());
		report.put("inFlight", permits.inFlight());
		Long baseline = permits.baseline();
		if (baseline != null && baseline > 0) {
			report.put("baselineMillis", Math.round(baseline / 1e4) / 1e2);
		}
		return report;
	}

	@Override
	public String name() {
		return "concurrency";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("mode", switch (this.limits.mode()) {
			case OFF -> "off";
			case FIXED -> "fixed";
			case ADAPTIVE -> "adaptive";
		});
		Permits permits = this.limits.total();
		if (permits != null) {
			report.putAll(of(permits));
			report.put("waiting", permits.waiting());
			report.put("waitingTenants", permits.waitingTenants());
			report.put("rejected", Map.of("queueFull", this.shed.count(ShedReason.QUEUE_FULL), "queueTimeout",
					this.shed.count(ShedReason.QUEUE_TIMEOUT)));
		}
		return report;
	}

	@Override
	public boolean isShedding() {
		return this.shed.isPresent(ShedReason.QUEUE_FULL) || this.shed.isPresent(ShedReason.QUEUE_TIMEOUT);
	}

}
