package org.llmgateway.limit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The share of time spent collecting rises when it stays high, and falls at once.
 */
class CollectorShareTests {

	private static final long TENTH = 100_000_000L;

	private long now;

	private long collecting;

	private final CollectorShare share = new CollectorShare(0, 0);

	@Test
	void whenCollectionsAreShortThenTheShareIsTheirs() {
		assertThat(run(1000, 0.05)).isCloseTo(0.05, within(0.001));
	}

	@Test
	void whenOneCollectionIsLongThenItIsNoPressure() {
		run(100, 0.02);
		this.now += 2_000_000_000L;
		this.collecting += 2_000_000_000L;
		assertThat(this.share.read(this.collecting, this.now)).isBetween(0.15, 0.2);
	}

	@Test
	void whenHalfOfTheTimeGoesIntoCollectingThenItIsHighWithinSevenSeconds() {
		run(100, 0.02);
		assertThat(run(20, 0.5)).isLessThan(0.25);
		assertThat(run(50, 0.5)).isGreaterThan(0.25);
	}

	@Test
	void whenCollectingEndsThenItIsLowWithinThreeSeconds() {
		assertThat(run(300, 0.9)).isGreaterThan(0.85);
		assertThat(run(25, 0)).isLessThan(0.2);
	}

	@Test
	void whenLooksComeLateThenTheShareIsTheSame() {
		this.now += 100_000_000_000L;
		this.collecting += 30_000_000_000L;
		assertThat(this.share.read(this.collecting, this.now)).isCloseTo(0.3, within(0.001));
		assertThat(this.share.read(this.collecting, this.now)).isCloseTo(0.3, within(0.001));
	}

	private double run(int looks, double share) {
		double last = 0;
		for (int i = 0; i < looks; i++) {
			this.now += TENTH;
			this.collecting += (long) (TENTH * share);
			last = this.share.read(this.collecting, this.now);
		}
		return last;
	}

}
