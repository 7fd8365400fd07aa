package org.llmgateway.protocol;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three in ten nanoseconds.
 */
class FloodGaugeTests {

	private final FloodGauge gauge = new FloodGauge(3, 10, Long.MAX_VALUE - 5);

	@Test
	void whenMoreThanTheLimitComesInAWindowThenRefused() {
		assertThat(this.gauge.add(1, Long.MAX_VALUE - 5)).isTrue();
		assertThat(this.gauge.add(2, Long.MAX_VALUE)).isTrue();
		assertThat(this.gauge.add(1, Long.MAX_VALUE)).isFalse();
	}

	@Test
	void whenTheNextWindowBeginsThenCountedAnewAlsoWhereTheClockOverflows() {
		assertThat(this.gauge.add(3, Long.MAX_VALUE)).isTrue();
		assertThat(this.gauge.add(1, Long.MAX_VALUE + 4)).isFalse();
		assertThat(this.gauge.add(3, Long.MAX_VALUE + 5)).isTrue();
		assertThat(this.gauge.add(1, Long.MAX_VALUE + 6)).isFalse();
	}

}
