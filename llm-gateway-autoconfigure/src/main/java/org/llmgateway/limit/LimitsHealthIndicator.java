package org.llmgateway.limit;

import java.util.List;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import org.llmgateway.exchange.LimitReport;

/**
 * The health of the limits: degraded while one of them refuses requests, which leaves the
 * application's own health as it is: a gateway that sheds does what it should, and is not
 * to be taken out.
 */
final class LimitsHealthIndicator implements HealthIndicator {

	private static final Status DEGRADED = new Status("DEGRADED");

	private final List<LimitReport> reports;

	LimitsHealthIndicator(List<LimitReport> reports) {
		this.reports = reports;
	}

	@Override
	public Health health() {
		List<String> shedding = LlmLimitsEndpoint.shedding(this.reports);
		return shedding.isEmpty() ? Health.up().build()
				: Health.status(DEGRADED).withDetail("shedding", shedding).build();
	}

}
