package org.llmgateway.bench.report;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llmgateway.bench.report.Windows.failed;
import static org.llmgateway.bench.report.Windows.window;

class TargetsTests {

	@Test
	void whenDirectDoorCostsHalfOfStockThenJsonTargetIsMetAndGatewayDoorIsNotMeasured() {
		List<Verdict> verdicts = Targets.judge(List.of(json(0.05)));
		assertThat(verdicts.get(0).met()).isTrue();
		assertThat(verdicts.get(0).measured()).isEqualTo(0.5);
		assertThat(verdicts.get(0).remark()).contains("0.50 at equal event loops");
		assertThat(verdicts.get(1).measured()).isNull();
		assertThat(verdicts.get(1).line()).contains("not measured");
	}

	@Test
	void whenDirectDoorCostsMoreThanItsShareThenJsonTargetIsMissed() {
		Verdict verdict = Targets.judge(List.of(json(0.07))).get(0);
		assertThat(verdict.met()).isFalse();
		assertThat(verdict.line()).startsWith("MISSED").contains("0.70");
	}

	@Test
	void whenThereWereErrorsThenTheLastVerdictIsMissed() {
		CellAccount account = new CellAccount(Protocol.H3, Workload.STREAM, 1, 1);
		account.add("gateway", Protocol.H3, failed("stream reset", 2), true);
		List<Verdict> verdicts = Targets.judge(List.of(account.result()));
		assertThat(verdicts.get(verdicts.size() - 1).met()).isFalse();
		assertThat(Targets.errors(List.of(account.result()))).isEqualTo(2);
	}

	@Test
	void whenOnlyStockHadErrorsThenTheyAreShownAndNotJudged() {
		CellAccount account = new CellAccount(Protocol.H2C, Workload.STREAM, 1, 1);
		account.add("stock", Protocol.H2C, failed("no end", 1), true);
		account.add("direct", Protocol.H2C, window(1000, 0.1), true);
		List<Verdict> verdicts = Targets.judge(List.of(account.result()));
		Verdict last = verdicts.get(verdicts.size() - 1);
		assertThat(last.met()).isTrue();
		assertThat(last.remark()).isEqualTo("stock had 1");
		assertThat(Targets.errors(List.of(account.result()))).isZero();
	}

	@Test
	void whenFirstTokenComesLaterThanTwoMillisecondsThenItsTargetIsMissed() {
		CellAccount account = new CellAccount(Protocol.H1, Workload.TTFT, 8, 1);
		account.add("none", Protocol.H1, window(100, -1, 0.1, 0.1, 0.2), true);
		account.add("direct", Protocol.H1, window(100, 0.1, 0.1, 0.1, 0.9), true);
		account.add("gateway", Protocol.H1, window(100, 0.1, 0.1, 0.1, 2.4), true);
		List<Verdict> verdicts = Targets.judge(List.of(account.result()));
		assertThat(verdicts.get(6).met()).isTrue();
		assertThat(verdicts.get(7).met()).isFalse();
	}

	private static CellResult json(double directCpu) {
		CellAccount account = new CellAccount(Protocol.H1, Workload.JSON, 64, 1);
		account.add("stock", Protocol.H1, window(1000, 0.1), true);
		account.add("stock=", Protocol.H1, window(1000, 0.1), true);
		account.add("direct", Protocol.H1, window(1000, directCpu), true);
		return account.result();
	}

}
