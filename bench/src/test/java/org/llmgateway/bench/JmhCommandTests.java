package org.llmgateway.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The benchmarks are there, and JMH gets its arguments.
 */
@ExtendWith(OutputCaptureExtension.class)
class JmhCommandTests {

	@Test
	void whenBenchmarksAreListedThenNoneIsMissing(CapturedOutput output) {
		assertThat(BenchMain.commandLine().execute("jmh", "-l")).isZero();
		assertThat(output.getOut().lines().filter((line) -> line.startsWith("org.llmgateway.")))
			.containsExactlyInAnyOrder("org.llmgateway.codec.AnswerTallyBenchmark.chat",
					"org.llmgateway.codec.AnswerTallyBenchmark.chatWithRunningUsage",
					"org.llmgateway.codec.AnswerTallyBenchmark.message",
					"org.llmgateway.codec.AnswerTallyBenchmark.response",
					"org.llmgateway.codec.AnswerTallyBenchmark.wholeOf4Kilobytes",
					"org.llmgateway.exchange.EventStreamLookBenchmark.anthropic",
					"org.llmgateway.exchange.EventStreamLookBenchmark.openAi",
					"org.llmgateway.exchange.StreamDeadlinesBenchmark.look",
					"org.llmgateway.exchange.StreamDeadlinesBenchmark.read",
					"org.llmgateway.header.HeaderPolicyBenchmark.open",
					"org.llmgateway.header.HeaderPolicyBenchmark.standard",
					"org.llmgateway.inspection.RequestInspectorBenchmark.chatOf2Kilobytes",
					"org.llmgateway.inspection.RequestInspectorBenchmark.imageOf300Kilobytes",
					"org.llmgateway.limit.BudgetStageBenchmark.decision",
					"org.llmgateway.limit.BudgetStageBenchmark.folderWithTheStage",
					"org.llmgateway.limit.BudgetStageBenchmark.folderWithout",
					"org.llmgateway.limit.ByteBudgetBenchmark.refuse",
					"org.llmgateway.limit.ByteBudgetBenchmark.takeAndGiveBack",
					"org.llmgateway.limit.ByteBudgetBenchmark.takeAndGiveBackOnTwoThreads",
					"org.llmgateway.limit.PressureStageBenchmark.fullRead",
					"org.llmgateway.limit.PressureStageBenchmark.look",
					"org.llmgateway.limit.PressureStageBenchmark.pass",
					"org.llmgateway.limit.PermitsBenchmark.adaptive", "org.llmgateway.limit.PermitsBenchmark.comeAndGo",
					"org.llmgateway.limit.PermitsBenchmark.fixed", "org.llmgateway.limit.PermitsBenchmark.turn",
					"org.llmgateway.stream.ChunkQueueBenchmark.fillAndTake",
					"org.llmgateway.stream.DeliveryStreamBenchmark.behind",
					"org.llmgateway.stream.DeliveryStreamBenchmark.straight",
					"org.llmgateway.upstream.AnswerHeadersBenchmark.ofALargeProvider",
					"org.llmgateway.upstream.EndpointPickerBenchmark.ofEight",
					"org.llmgateway.upstream.EndpointPickerBenchmark.ofOne");
	}

	@Test
	void whenPatternIsGivenThenItDecides(CapturedOutput output) {
		assertThat(BenchMain.commandLine().execute("jmh", "-f", "1", "-l", "EventStreamLook.*openAi")).isZero();
		assertThat(output.getOut().lines().filter((line) -> line.startsWith("org.llmgateway.")))
			.containsExactly("org.llmgateway.exchange.EventStreamLookBenchmark.openAi");
	}

}
