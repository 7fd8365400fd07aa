package org.llmgateway.limit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import org.llmgateway.exchange.LimitReport;

/**
 * The actuator endpoint that shows all limits, and which of them refuse requests.
 */
@Endpoint(id = "llmlimits")
final class LlmLimitsEndpoint {

	private final List<LimitReport> reports;

	LlmLimitsEndpoint(List<LimitReport> reports) {
		this.reports = reports;
	}

	@ReadOperation
	Map<String, Object> limits() {
		Map<String, Object> limits = new TreeMap<>();
		this.reports.forEach((report) -> limits.put(report.name(), report.report()));
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("shedding", shedding(this.reports));
		all.put("limits", limits);
		return all;
	}

	/**
	 * The limits that refuse requests at present.
	 * @param reports all limits
	 * @return their names
	 */
	static List<String> shedding(List<LimitReport> reports) {
		List<String> names = new ArrayList<>();
		for (LimitReport report : reports) {
			if (report.isShedding()) {
				names.add(report.name());
			}
		}
		names.sort(null);
		return names;
	}

}
