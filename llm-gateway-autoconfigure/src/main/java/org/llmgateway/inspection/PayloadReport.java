package org.llmgateway.inspection;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.EventBound;
import org.llmgateway.exchange.LimitReport;

/**
 * Shows the bounds of bodies and events, and what was beyond them.
 */
final class PayloadReport implements LimitReport {

	private final InspectionProperties properties;

	private final BodyRefusals refusals;

	private final @Nullable EventBound events;

	PayloadReport(InspectionProperties properties, BodyRefusals refusals, @Nullable EventBound events) {
		this.properties = properties;
		this.refusals = refusals;
		this.events = events;
	}

	@Override
	public String name() {
		return "payload";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("maxBodySize", this.properties.maxBodySize().toBytes());
		report.put("maxDepth", this.properties.maxDepth());
		report.put("maxMembers", this.properties.maxMembers());
		report.put("maxOutputTokens", this.properties.maxOutputTokens());
		report.put("maxChoices", this.properties.maxChoices());
		report.put("maxMessages", this.properties.maxMessages());
		report.put("bodiesRefused", this.refusals.byReason());
		if (this.events != null) {
			report.put("maxEventSize", this.events.maxEventSize());
			report.put("eventsUninspected", this.events.passedUninspected());
		}
		return report;
	}

}
