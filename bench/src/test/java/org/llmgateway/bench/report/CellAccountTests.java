package org.llmgateway.bench.report;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llmgateway.bench.report.Windows.failed;
import static org.llmgateway.bench.report.Windows.window;

class CellAccountTests {

	private final CellAccount account = new CellAccount(Protocol.H1, Workload.JSON, 64, 1);

	@Test
	void whenMockIsHardlyFasterThenTheRowIsMarked() {
		add("none", 1000, 0.1, 0.1);
		add("fast", 700, 0.1, 0.1);
		add("slow", 600, 0.1, 0.1);
		assertThat(row("fast").marks()).singleElement().asString().contains("1.43 times");
		assertThat(row("slow").marks()).isEmpty();
		assertThat(row("none").marks()).isEmpty();
	}

	@Test
	void whenLoadSideIsSaturatedThenTheRowIsMarked() {
		add("none", 1000, 0.5, 0.5);
		add("direct", 100, 0.6, 0.4);
		assertThat(row("direct").marks()).singleElement().asString().contains("saturated");
	}

	@Test
	void whenThereAreTwoCoresForLoadAndMockThenHalfOfEachIsNotSaturation() {
		CellAccount two = new CellAccount(Protocol.H1, Workload.JSON, 64, 2);
		two.add("direct", Protocol.H1, window(100, 0.1, 0.6, 0.6, 1), true);
		assertThat(two.result().rows().get(0).marks()).isEmpty();
	}

	@Test
	void whenErrorsFallIntoWarmUpThenTheyCountButTheirFiguresDoNot() {
		this.account.add("direct", Protocol.H1, failed("status 502", 3), false);
		add("direct", 100, 0.1, 0.1);
		Row row = row("direct");
		assertThat(row.errors()).isEqualTo(3);
		assertThat(row.errorKinds()).containsEntry("status 502", 3L);
		assertThat(row.figures()).containsEntry(Column.REQUESTS, 100.0);
	}

	@Test
	void whenNoAnswerCameWhileWarmingUpThenThatIsNoError() {
		this.account.add("direct", Protocol.H1, failed(LoadResult.NO_ANSWER, 1), false);
		assertThat(row("direct").errors()).isZero();
		this.account.add("direct", Protocol.H1, failed(LoadResult.NO_ANSWER, 1), true);
		assertThat(row("direct").errors()).isEqualTo(1);
	}

	@Test
	void whenOtherProgramsAreBusyThenTheRowIsMarked() {
		LoadResult quiet = window(1, 0.1);
		this.account.add("direct", Protocol.H1,
				new LoadResult(1, 1, 1, 0, quiet.errorKinds(), null, null, null, 0.1, 0.4, quiet.processes()), true);
		assertThat(row("direct").marks()).singleElement().asString().contains("40 % of a core");
	}

	@Test
	void whenMockWasMeasuredThenAddedFirstTokenIsTheDifference() {
		this.account.add("none", Protocol.H1, window(100, -1, 0.1, 0.1, 0.5), true);
		this.account.add("direct", Protocol.H1, window(100, 0.1, 0.1, 0.1, 2.25), true);
		assertThat(row("direct").addedFirstToken()).isEqualTo(1.75);
		assertThat(row("none").addedFirstToken()).isNull();
	}

	@Test
	void whenOrderIsGivenThenRowsFollowIt() {
		add("direct", 1, 0.1, 0.1);
		add("none", 1, 0.1, 0.1);
		assertThat(this.account.result().inOrder(List.of("none", "direct")).rows()).extracting(Row::subject)
			.containsExactly("none", "direct");
	}

	private void add(String subject, double requests, double mockCpu, double loadCpu) {
		this.account.add(subject, Protocol.H1, window(requests, 0.1, mockCpu, loadCpu, 1), true);
	}

	private Row row(String subject) {
		Row row = this.account.result().row(subject);
		assertThat(row).isNotNull();
		return row;
	}

}
