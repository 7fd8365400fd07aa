package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.OpenSpec;
import org.llmgateway.bench.load.OpenSpec.Flow;
import org.llmgateway.bench.load.OpenSpec.Phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OverloadAccountTests {

	private static final OpenSpec SPEC = new OpenSpec("h", 1,
			List.of(new Flow("critical", "vip", "m", 1, 1, 0), new Flow("standard", "acme", "m", 1, 1, 0),
					new Flow("slow", "acme", "m", 1, 0, 1)),
			List.of(new Phase("unloaded", 1000, List.of()), new Phase("90 %", 1000, List.of()),
					new Phase("100 %", 1000, List.of()), new Phase("overload", 2000, List.of()),
					new Phase("recovery", 3000, List.of())),
			1, 1, "");

	private final List<Arrival> arrivals = new ArrayList<>();

	@Test
	void whenSomeAreLateOrRefusedThenOnlyWhatIsInTimeCountsAsGoodput() {
		unloaded();
		add(4, 1, 1, Arrival.DONE, 100);
		add(10, 2, 1, Arrival.DONE, 300);
		add(5, 2, 1, Arrival.DONE, 301);
		add(8, 3, 1, Arrival.DONE, 200);
		add(2, 3, 0, Arrival.DONE, 200);
		add(30, 3, 1, Arrival.SHED, 5);
		add(3, 3, 1, "status 500", 5);
		add(2, 3, 1, Arrival.GIVEN_UP, 5);
		add(7, 3, 2, Arrival.HELD, 5);
		OverloadFigures figures = figures();
		assertThat(figures.inTimeMillis()).isEqualTo(300, within(1.0));
		assertThat(figures.bestRate()).isEqualTo(10);
		assertThat(figures.goodput()).isEqualTo(5);
		assertThat(figures.goodputShare()).isEqualTo(0.5);
		assertThat(figures.shed()).isEqualTo(30);
		assertThat(figures.failures()).containsOnlyKeys("status 500", Arrival.GIVEN_UP);
		assertThat(figures.failed(Arrival.GIVEN_UP)).isEqualTo(3);
		assertThat(figures.criticalShare()).isEqualTo(1);
		assertThat(figures.recoverySeconds()).isNull();
	}

	@Test
	void whenASecondAfterTheOverloadIsAsBeforeThenItHasRecovered() {
		unloaded();
		this.arrivals.add(new Arrival(1, 4, 5100, Arrival.SHED, -1, 1, 0));
		this.arrivals.add(new Arrival(1, 4, 6100, Arrival.DONE, 1, 140, 0));
		assertThat(figures().recoverySeconds()).isEqualTo(2.0);
	}

	@Test
	void whenTargetsAreMetOrMissedThenTheVerdictsSaySo() {
		unloaded();
		add(10, 1, 1, Arrival.DONE, 100);
		add(18, 3, 1, Arrival.DONE, 200);
		add(1, 3, 0, Arrival.DONE, 160);
		add(30, 3, 1, Arrival.SHED, 5);
		this.arrivals.add(new Arrival(1, 4, 5100, Arrival.DONE, 1, 100, 0));
		List<Verdict> verdicts = OverloadReport.verdicts(figures(), 256 << 20, 256 << 20);
		assertThat(verdicts).filteredOn((verdict) -> !verdict.met())
			.extracting(Verdict::target)
			.containsExactly("critical: p99, in overload / without <= 1.5");
		assertThat(OverloadReport.table(List.of(figures()))).contains("limits", "0.95");
		assertThat(OverloadReport.resident(figures())).contains("100");
	}

	private void unloaded() {
		add(4, 0, 1, Arrival.DONE, 100);
		add(2, 0, 0, Arrival.DONE, 100);
	}

	private void add(int count, int phase, int flow, String kind, double millis) {
		for (int i = 0; i < count; i++) {
			this.arrivals.add(new Arrival(flow, phase, 0, kind, millis, millis, 1));
		}
	}

	private OverloadFigures figures() {
		return new OverloadAccount(SPEC, this.arrivals, 3).figures("limits", 0, null, List.of(100L << 20));
	}

}
