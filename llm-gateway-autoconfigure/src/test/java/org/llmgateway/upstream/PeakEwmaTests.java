package org.llmgateway.upstream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * An average that rises at once, falls slowly, and is forgotten.
 */
class PeakEwmaTests {

	private final PeakEwma average = new PeakEwma(10);

	@Test
	void whenNothingIsMeasuredThenTheGuessIsRead() {
		assertThat(this.average.average()).isZero();
		assertThat(this.average.read(7, 100)).isEqualTo(7);
	}

	@Test
	void whenATimeIsLongerThenItIsTheAverageAtOnce() {
		this.average.observe(100, 0);
		this.average.observe(900, 1);
		assertThat(this.average.average()).isEqualTo(900);
	}

	@Test
	void whenATimeIsShorterThenTheOldOneCountsByItsAge() {
		this.average.observe(900, 0);
		this.average.observe(100, 10);
		assertThat(this.average.average()).isCloseTo(900 / Math.E + 100 * (1 - 1 / Math.E), within(1e-6));
		this.average.observe(100, 10);
		assertThat(this.average.average()).as("no time has passed").isCloseTo(394, within(1.0));
		this.average.observe(100, 1_000);
		assertThat(this.average.average()).isCloseTo(100, within(1e-6));
	}

	@Test
	void whenAMeasureIsOldThenWhatIsReadNearsTheGuess() {
		this.average.observe(900, 0);
		assertThat(this.average.read(100, 0)).isEqualTo(900);
		assertThat(this.average.read(100, 10)).isCloseTo(100 + 800 / Math.E, within(1e-6));
		assertThat(this.average.read(100, 1_000)).isCloseTo(100, within(1e-6));
		assertThat(this.average.read(2_000, 1_000)).as("a guess does not raise it").isEqualTo(900);
	}

	@Test
	void whenAReaderIsBehindTheMeasureThenItReadsNoMoreThanTheMeasure() {
		this.average.observe(900, 100);
		assertThat(this.average.read(100, 50)).isEqualTo(900);
	}

	@Test
	void whenATimeIsZeroThenItIsStillAMeasure() {
		this.average.observe(0, 0);
		assertThat(this.average.average()).isEqualTo(1);
	}

}
