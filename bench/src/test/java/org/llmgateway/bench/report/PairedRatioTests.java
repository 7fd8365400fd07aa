package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PairedRatioTests {

	/** The places are those of the binomial table with p = 1/2. */
	@Test
	void whenThereAreEnoughPairsThenTheBoundIsTheOrderStatisticOfTheTable() {
		assertThat(PairedRatio.rank(4)).isEqualTo(5);
		assertThat(PairedRatio.rank(5)).isEqualTo(5);
		assertThat(PairedRatio.rank(7)).isEqualTo(7);
		assertThat(PairedRatio.rank(20)).isEqualTo(15);
		assertThat(PairedRatio.rank(21)).isEqualTo(15);
		assertThat(PairedRatio.rank(100)).isEqualTo(59);
	}

	@Test
	void whenRatiosAreInAnyOrderThenMedianAndBoundAreThoseOfTheSorted() {
		List<Double> ratios = new ArrayList<>();
		for (int i = 1; i <= 21; i++) {
			ratios.add(i / 10.0);
		}
		Collections.reverse(ratios);
		assertThat(PairedRatio.of(ratios)).isEqualTo(new PairedRatio(21, 1.1, 1.5));
	}

	@Test
	void whenThereAreTooFewPairsThenThereIsNoBound() {
		assertThat(PairedRatio.of(List.of(1.0, 2.0))).isEqualTo(new PairedRatio(2, 1.5, null));
	}

}
