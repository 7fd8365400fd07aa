package org.llmgateway.limit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was allocated during a cycle, from samples before it.
 */
class AllocatedBytesTests {

	private long total;

	private long uptime;

	private final AllocatedBytes allocated = new AllocatedBytes(() -> this.total, () -> this.uptime);

	@Test
	void whenThereIsNoSampleBeforeThenNothingIsKnown() {
		this.uptime = 100;
		this.total = 1000;
		assertThat(this.allocated.during(50, 50)).isZero();
		this.allocated.sample();
		assertThat(this.allocated.during(50, 50)).isZero();
	}

	@Test
	void whenThereAreSamplesThenTheLastOneBeforeCounts() {
		for (int i = 0; i < 100; i++) {
			this.allocated.sample();
			this.uptime += 100;
			this.total += (i < 99) ? 1 : 1000;
		}
		assertThat(this.allocated.during(9950, 20)).isEqualTo(200);
		assertThat(this.allocated.during(9700, 300)).isEqualTo(1002);
		assertThat(this.allocated.during(1000, 9000)).isZero();
	}

	@Test
	void whenAThreadHasEndedThenWhatIsLessIsNothing() {
		this.total = 1000;
		this.allocated.sample();
		this.uptime += 100;
		this.total = 10;
		assertThat(this.allocated.during(20, 20)).isZero();
	}

	@Test
	void whenTheJvmIsAskedThenItKnows() {
		AllocatedBytes real = AllocatedBytes.ofTheJvm();
		real.sample();
		byte[] some = new byte[10_000_000];
		assertThat(real.during(Integer.MAX_VALUE, 1_000_000)).isGreaterThanOrEqualTo(some.length);
	}

}
