package org.llmgateway.bench.report;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.Workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FeatureCostsTests {

	private final FeatureCosts costs = new FeatureCosts(Workload.STREAM);

	@Test
	void whenAFeatureCostsMoreThanATenthThenTheTargetIsMissed() {
		for (int i = 0; i < 5; i++) {
			this.costs.add("cheap", window(1.05), window(1));
			this.costs.add("dear", window(1.2), window(1));
		}
		assertThat(this.costs.verdict("cheap").met()).isTrue();
		assertThat(this.costs.verdict("dear").met()).isFalse();
		assertThat(this.costs.rows(List.of("dear", "cheap", "none"))).extracting(FeatureCosts.Row::feature)
			.containsExactly("dear", "cheap");
		assertThat(this.costs.table(List.of("dear"))).contains("upper 95 % bound", "1.200");
	}

	@Test
	void whenTheCompilerWorksInAWindowThenItIsNotTheFeaturesCost() {
		for (int i = 0; i < 5; i++) {
			this.costs.add("cheap", Windows.compiled(window(1.05), 0.5), Windows.compiled(window(1), 0.1));
		}
		assertThat(this.costs.rows(List.of("cheap")).get(0).ratio().median()).isCloseTo(1.05, within(1e-9));
		assertThat(this.costs.verdict("cheap").met()).isTrue();
	}

	@Test
	void whenThereAreTooFewPairsThenNothingIsMet() {
		this.costs.add("cheap", window(1), window(1));
		assertThat(this.costs.verdict("cheap")).satisfies((verdict) -> {
			assertThat(verdict.met()).isFalse();
			assertThat(verdict.line()).contains("not measured");
		});
	}

	private static LoadResult window(double cpuSeconds) {
		return Windows.window(1000, cpuSeconds);
	}

}
