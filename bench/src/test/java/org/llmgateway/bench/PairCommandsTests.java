package org.llmgateway.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands that compare pairs of windows, once each with real processes and as short
 * as they can be.
 */
class PairCommandsTests {

	private static final String ALL = "llm.gateway.test.all-cases";

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	@EnabledIfSystemProperty(named = ALL, matches = "true", disabledReason = "Run with -Pfaults")
	void whenFeaturesAreMeasuredThenTheirRatioIsPrintedAndNothingStaysBehind() throws Exception {
		List<ProcessHandle> before = ProcessHandle.current().children().toList();
		int code = execute("features", "--quick", "--workloads", "json,stream", "--connections", "4", "--out",
				this.directory.toString());
		assertThat(code).as(this.out + "\n" + this.err).isZero();
		assertThat(this.out.toString()).contains("the figures below mean nothing", Variant.CONTROL, Variant.ALL,
				"upper 95 % bound");
		JsonNode rows = JsonMapper.builder().build().readTree(this.directory.resolve("features.json"));
		assertThat(rows).hasSize(4);
		assertThat(rows.at("/1/ratio/median").asDouble()).isPositive();
		assertThat(ProcessHandle.current().children()).filteredOn(ProcessHandle::isAlive).isSubsetOf(before);
	}

	@Test
	@EnabledIfSystemProperty(named = ALL, matches = "true", disabledReason = "Run with -Pfaults")
	void whenSlowReadersAreOpenedThenTheyStayAndTheMemoryIsWatched() throws Exception {
		int code = execute("slow-readers", "--quick", "--readers", "20", "--connections", "4", "--hold", "1", "--out",
				this.directory.toString());
		assertThat(code).as(this.out + "\n" + this.err).isZero();
		assertThat(this.out.toString()).contains("the figures below mean nothing", "slow readers: 20 connected",
				"per minute");
		JsonNode result = JsonMapper.builder().build().readTree(this.directory.resolve("slow-readers.json"));
		assertThat(result.at("/memory/0/streams").asInt()).isGreaterThanOrEqualTo(20);
		assertThat(result.at("/pairs/0/p99With").asDouble()).isPositive();
	}

	@Test
	void whenAFeatureIsUnknownThenTheCommandLineIsRefused() {
		assertThat(execute("features", "--features", "cellar")).isEqualTo(2);
		assertThat(this.err.toString()).contains("cellar", "heartbeat");
	}

	private int execute(String... args) {
		return BenchMain.commandLine()
			.setOut(new PrintWriter(this.out, true))
			.setErr(new PrintWriter(this.err, true))
			.execute(args);
	}

}
