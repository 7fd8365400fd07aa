package org.llmgateway.limit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.llmgateway.exchange.LimitReport;

/**
 * What the byte budget has to show.
 *
 * @param budget the budget
 * @param window what each request takes beside its body, in bytes
 * @param counts knows what was refused
 */
record BudgetReport(ByteBudget budget, long window, ShedCounts counts) implements LimitReport {

	@Override
	public String name() {
		return "budget";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("size", this.budget.size());
		report.put("bound", this.budget.bound());
		report.put("used", this.budget.used());
		report.put("streamWindow", this.window);
		return report;
	}

	@Override
	public boolean isShedding() {
		return this.counts.isPresent(ShedReason.BUDGET);
	}

}
