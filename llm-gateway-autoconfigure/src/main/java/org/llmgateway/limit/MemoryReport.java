package org.llmgateway.limit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.llmgateway.exchange.LimitReport;
import org.llmgateway.llm.LoadClass;

/**
 * Shows the level of memory.
 */
final class MemoryReport implements LimitReport {

	private final MemoryMonitor monitor;

	private final WaterSettings settings;

	MemoryReport(MemoryMonitor monitor, WaterSettings settings) {
		this.monitor = monitor;
		this.settings = settings;
	}

	@Override
	public String name() {
		return "memory";
	}

	@Override
	public boolean isShedding() {
		return this.monitor.state().sheds();
	}

	@Override
	public Map<String, Object> report() {
		Water state = this.monitor.state();
		List<String> names = this.monitor.names();
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("level", rounded(state.level()));
		report.put("source", names.get(state.source()));
		report.put("zone", lower(state.zone()));
		Map<String, Object> sources = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			sources.put(names.get(i), rounded(this.monitor.level(i)));
		}
		report.put("sources", sources);
		report.put("thresholds", thresholds());
		Map<String, Object> shedding = new LinkedHashMap<>();
		for (LoadClass each : LoadClass.values()) {
			shedding.put(lower(each), state.sheds(each));
		}
		shedding.put("all", state.full());
		report.put("shedding", shedding);
		return report;
	}

	private Map<String, Object> thresholds() {
		Map<String, Object> thresholds = new LinkedHashMap<>();
		thresholds.put("low", this.settings.low());
		thresholds.put("high", this.settings.high());
		thresholds.put("sheddable", this.settings.sheddable());
		thresholds.put("standard", this.settings.standard());
		thresholds.put("critical", this.settings.critical());
		thresholds.put("all", this.settings.all());
		thresholds.put("hysteresis", this.settings.hysteresis());
		return thresholds;
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private static double rounded(double level) {
		return Math.round(level * 1000) / 1000.0;
	}

}
