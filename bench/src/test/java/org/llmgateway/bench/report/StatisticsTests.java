package org.llmgateway.bench.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llmgateway.bench.report.Windows.window;

class StatisticsTests {

	@Test
	void whenCountIsOddThenMedianIsTheMiddleElseTheMean() {
		assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
		assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3.0);
		assertThat(Statistics.median(List.of())).isNull();
	}

	@Test
	void whenARoundIsDisturbedThenPairedRatiosAreNot() {
		var ours = List.of(window(100, 0.1), window(50, 0.2), window(100, 0.1));
		var stock = List.of(window(100, 0.2), window(50, 0.4), window(100, 0.2));
		assertThat(Statistics.ratios(ours, stock)).containsEntry(Column.CPU, 0.5).containsEntry(Column.REQUESTS, 1.0);
	}

	@Test
	void whenCpuIsUnknownThenItHasNoRatio() {
		var unknown = List.of(window(100, -1));
		assertThat(Statistics.medians(unknown)).doesNotContainKey(Column.CPU).containsEntry(Column.REQUESTS, 100.0);
		assertThat(Statistics.ratios(unknown, List.of(window(100, 1)))).doesNotContainKey(Column.CPU);
	}

	@Test
	void whenCpuIsKnownThenItIsMicrosecondsPerRequest() {
		assertThat(Column.CPU.of(window(1000, 0.05))).isEqualTo(50.0);
	}

}
