package org.llmgateway.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole harness with real processes, once: mock, stock gateway and load generator.
 */
class BenchRunTests {

	private final StringWriter text = new StringWriter();

	@Test
	void whenStockIsMeasuredThenTableJsonAndPageAreWrittenAndNothingStaysBehind(@TempDir Path out) throws Exception {
		Settings settings = new Settings(EnumSet.of(Protocol.H1, Protocol.H3),
				EnumSet.of(Workload.JSON, Workload.STREAM), Set.of(Settings.STOCK), 500, 1, 500, 4, 0, true, false,
				"org.llmgateway.test.MockLlmMain", out);
		List<ProcessHandle> before = ProcessHandle.current().children().toList();
		int code = new BenchRun(settings, false, new PrintWriter(this.text, true)).call();
		assertThat(this.text.toString()).contains("h1 json", "h3 stream", "stock (h2)", "Targets");
		assertThat(code).as(this.text.toString()).isZero();
		assertThat(out.resolve("report.html")).content().contains("<svg", "h3 stream");
		JsonNode result = JsonMapper.builder().build().readTree(out.resolve("result.json"));
		JsonNode stock = result.at("/cells/0/rows/1");
		assertThat(stock.at("/subject").asString()).isEqualTo("stock");
		assertThat(stock.at("/figures/CPU").asDouble()).isPositive();
		assertThat(stock.at("/toMock/REQUESTS").asDouble()).isPositive();
		assertThat(ProcessHandle.current().children()).filteredOn(ProcessHandle::isAlive).isSubsetOf(before);
	}

}
