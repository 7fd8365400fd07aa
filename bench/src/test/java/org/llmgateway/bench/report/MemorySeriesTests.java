package org.llmgateway.bench.report;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.report.MemorySeries.Sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MemorySeriesTests {

	private static final double MEGABYTE = 1024 * 1024;

	private final MemorySeries memory = new MemorySeries();

	@Test
	void whenMemoryRisesThenItsSlopeIsThatOfTheLineOfLeastSquares() {
		add(0, 100, 1);
		add(30, 103, 1);
		add(60, 106, 1);
		assertThat(this.memory.perMinute(Sample::rss)).isEqualTo(6 * MEGABYTE, within(1.0));
		assertThat(this.memory.verdicts(2 << 20)).extracting(Verdict::met).containsExactly(false, true);
		assertThat(this.memory.table()).contains("per minute", "+6.00");
	}

	@Test
	void whenMemoryStaysThenItIsFlatAndWhatWaitsIsBoundedOrNot() {
		add(0, 100, 1);
		add(30, 101, 9);
		add(60, 100, 1);
		assertThat(this.memory.verdicts(8 << 20)).extracting(Verdict::met).containsExactly(true, false);
	}

	private void add(double seconds, double rss, double buffered) {
		this.memory.add(new Sample(seconds, rss * MEGABYTE, 0, 0, buffered * MEGABYTE, 1));
	}

}
