package org.llmgateway.bench.report;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.Arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TenantRatiosTests {

	private final TenantRatios ratios = new TenantRatios();

	@Test
	void whenOthersWaitLongerThenTheMedianOfThePairsDecides() {
		this.ratios.add(List.of(done(100, 200)), List.of(done(100, 200)));
		this.ratios.add(List.of(done(140, 400)), List.of(done(100, 200)));
		this.ratios.add(List.of(done(900, 400)), List.of(done(100, 200)));
		List<Verdict> verdicts = this.ratios.verdicts();
		assertThat(verdicts).extracting(Verdict::met).containsExactly(true, true, false, false, true);
		assertThat(verdicts.get(0).measured()).isCloseTo(1.4, within(0.01));
	}

	@Test
	void whenOthersAreRefusedThenThatIsAMissedTargetToo() {
		Arrival shed = new Arrival(1, 1, 0, Arrival.SHED, -1, 1, 0);
		this.ratios.add(List.of(done(100, 200), shed), List.of(done(100, 200)));
		assertThat(this.ratios.verdicts()).extracting(Verdict::met).containsExactly(true, true, true, true, false);
		assertThat(this.ratios.add(List.of(shed), List.of(shed))).isEqualTo("no answers");
	}

	private static Arrival done(double first, double total) {
		return new Arrival(1, 1, 0, Arrival.DONE, first, total, 0);
	}

}
