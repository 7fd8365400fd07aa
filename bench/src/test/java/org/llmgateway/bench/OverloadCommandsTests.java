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
 * The commands that show what a gateway holds out under load, once each with real
 * processes and as short as they can be.
 */
class OverloadCommandsTests {

	private static final String ALL = "llm.gateway.test.all-cases";

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	@EnabledIfSystemProperty(named = ALL, matches = "true", disabledReason = "Run with -Pfaults")
	void whenAGatewayIsOverloadedThenItsAnswersAreJudgedAndNothingStaysBehind() throws Exception {
		List<ProcessHandle> before = ProcessHandle.current().children().toList();
		int code = execute("overload", "--quick", "--gateways", "limits", "--out", this.directory.toString());
		assertThat(code).as(this.out + "\n" + this.err).isZero();
		assertThat(this.out.toString()).contains("the figures below mean nothing", "well again after s",
				"RSS of limits each quarter of a second", "critical: p99");
		JsonNode result = JsonMapper.builder().build().readTree(this.directory.resolve("overload.json"));
		assertThat(result.at("/gateways")).hasSize(1);
		assertThat(result.at("/gateways/0/bestRate").asDouble()).as(this.out.toString()).isPositive();
		assertThat(result.at("/gateways/0/resident").size()).isGreaterThan(20);
		assertThat(ProcessHandle.current().children()).filteredOn(ProcessHandle::isAlive).isSubsetOf(before);
	}

	@Test
	@EnabledIfSystemProperty(named = ALL, matches = "true", disabledReason = "Run with -Pfaults")
	void whenATenantIsGreedyThenTheOthersTimesAreCompared() throws Exception {
		int code = execute("fairness", "--quick", "--tenants", "3", "--times", "10", "--out",
				this.directory.toString());
		assertThat(code).as(this.out + "\n" + this.err).isZero();
		assertThat(this.out.toString()).contains("pair 1/1  first token p90", "the greedy one's requests");
		JsonNode result = JsonMapper.builder().build().readTree(this.directory.resolve("fairness.json"));
		assertThat(result.at("/pairs/0/first/p99").asDouble()).isPositive();
	}

	@Test
	@EnabledIfSystemProperty(named = ALL, matches = "true", disabledReason = "Run with -Pfaults")
	void whenConnectionsAreHeldThenOthersAndMemoryAreMeasured() throws Exception {
		int code = execute("connections", "--quick", "--idle", "30", "--slowloris", "10", "--connections", "4", "--out",
				this.directory.toString());
		assertThat(code).as(this.out + "\n" + this.err).isZero();
		assertThat(this.out.toString()).contains("held at the end: 30 idle, 10 slowloris; 0 were closed");
		JsonNode result = JsonMapper.builder().build().readTree(this.directory.resolve("connections.json"));
		assertThat(result.at("/states")).hasSize(3);
		assertThat(result.at("/states/1/memory/heap").asDouble()).isPositive();
	}

	@Test
	void whenMoreConnectionsAreAskedForThanFilesMayBeOpenThenItSaysSo() {
		assertThat(execute("connections", "--idle", "2000000000", "--out", this.directory.toString())).isEqualTo(1);
		assertThat(this.out.toString()).contains("Too few open files are allowed (ulimit -n: ");
	}

	private int execute(String... args) {
		return BenchMain.commandLine()
			.setOut(new PrintWriter(this.out, true))
			.setErr(new PrintWriter(this.err, true))
			.execute(args);
	}

}
