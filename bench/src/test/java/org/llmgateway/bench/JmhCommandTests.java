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
			.containsExactlyInAnyOrder("org.llmgateway.inspection.RequestInspectorBenchmark.chatOf2Kilobytes",
					"org.llmgateway.inspection.RequestInspectorBenchmark.imageOf300Kilobytes",
					"org.llmgateway.upstream.AnswerHeadersBenchmark.ofALargeProvider",
					"org.llmgateway.upstream.EndpointPickerBenchmark.ofEight",
					"org.llmgateway.upstream.EndpointPickerBenchmark.ofOne",
					"org.llmgateway.exchange.EventStreamLookBenchmark.anthropic",
					"org.llmgateway.exchange.EventStreamLookBenchmark.openAi");
	}

	@Test
	void whenPatternIsGivenThenItDecides(CapturedOutput output) {
		assertThat(BenchMain.commandLine().execute("jmh", "-f", "1", "-l", "EventStreamLook.*openAi")).isZero();
		assertThat(output.getOut().lines().filter((line) -> line.startsWith("org.llmgateway.")))
			.containsExactly("org.llmgateway.exchange.EventStreamLookBenchmark.openAi");
	}

}
