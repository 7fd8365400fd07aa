package org.llmgateway.bench.report;

import java.util.List;
import java.util.Map;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.ProcessUse;
import org.llmgateway.bench.load.Quantiles;

/**
 * Windows of one second for tests.
 */
final class Windows {

	private Windows() {
	}

	static LoadResult window(double requests, double gatewayCpu) {
		return window(requests, gatewayCpu, 0.1, 0.1, 1);
	}

	static LoadResult window(double requests, double gatewayCpu, double mockCpu, double loadCpu, double firstToken) {
		Quantiles latency = new Quantiles(10, 5, 8, 9, 10);
		return new LoadResult(1, requests, (long) requests, 0, Map.of(), latency,
				new Quantiles(10, firstToken, firstToken * 2, firstToken * 2, 10), new Quantiles(10, 1, 2, 2, 3),
				loadCpu, 0,
				List.of(new ProcessUse(1, gatewayCpu, 0, 100 << 20), new ProcessUse(2, mockCpu, 0, 100 << 20)));
	}

	static LoadResult compiled(LoadResult window, double compilerSeconds) {
		ProcessUse use = window.processes().get(0);
		return new LoadResult(window.seconds(), window.requests(), window.completed(), 0, Map.of(), null, null, null,
				0.1, 0,
				List.of(new ProcessUse(1, use.cpuSeconds() + compilerSeconds, compilerSeconds, use.rssBytes())));
	}

	static LoadResult failed(String kind, long count) {
		return new LoadResult(1, 0, 0, count, Map.of(kind, count), null, null, null, 0.1, 0,
				List.of(new ProcessUse(1, 0.1, 0, -1)));
	}

}
