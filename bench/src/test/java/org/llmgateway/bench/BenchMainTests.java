package org.llmgateway.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.test.MockLlm;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BenchMainTests {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void whenNothingIsSaidThenPacedStreamsRunOnHttp1Only() {
		List<Cell> cells = settings(false).cells();
		assertThat(cells).hasSize(10).contains(new Cell(Protocol.H3, Workload.STREAM));
		assertThat(cells).filteredOn((cell) -> cell.workload().paceTotalMillis() > 0)
			.extracting(Cell::protocol)
			.containsOnly(Protocol.H1);
	}

	@Test
	void whenEverythingIsMeasuredThenEachProtocolHasEachWorkload() {
		assertThat(settings(true).cells()).hasSize(16);
	}

	@Test
	void whenOptionsAreGivenThenTheyReplaceTheDefaults() {
		Settings settings = settings(false, "--seconds", "0.5", "--rounds", "7", "--protocols", "h2,H1", "--workloads",
				"stream", "--doors", "direct", "--no-pin", "--warm-up", "0");
		assertThat(settings.windowMillis()).isEqualTo(500);
		assertThat(settings.rounds()).isEqualTo(7);
		assertThat(settings.protocols()).containsExactly(Protocol.H1, Protocol.H2);
		assertThat(settings.doors()).containsExactly("direct");
		assertThat(settings.pin()).isFalse();
		assertThat(settings.warmUpMillis()).isZero();
		assertThat(settings(false).pin()).isTrue();
	}

	@Test
	void whenItIsQuickThenOnlyHttp1IsMeasured() {
		assertThat(settings(false, "--quick").cells()).extracting(Cell::protocol).containsOnly(Protocol.H1);
		assertThat(settings(false, "--quick", "--seconds", "3").windowMillis()).isEqualTo(3000);
	}

	@Test
	void whenProtocolIsUnknownThenTheCommandLineIsRefused() {
		assertThat(execute("run", "--protocols", "spdy")).isEqualTo(2);
		assertThat(this.err.toString()).contains("spdy");
	}

	@Test
	void whenDoorIsUnknownThenTheCommandLineIsRefused() {
		assertThat(execute("run", "--doors", "cellar")).isEqualTo(2);
		assertThat(this.err.toString()).contains("cellar");
	}

	@Test
	void whenARequestIsSentThenStatusHeadersAndEventsArePrinted() {
		try (MockLlm mock = MockLlm.start()) {
			assertThat(execute("request", "--stream", "--model", "mock:tokens=2", "-H", "x-a: b", mock.baseUrl()))
				.isZero();
			assertThat(this.out.toString()).contains("HTTP/1.1 200 OK", "content-type: text/event-stream",
					"ms  data: [DONE]");
		}
	}

	@Test
	void whenARequestIsRefusedThenTheExitCodeSaysSo() {
		try (MockLlm mock = MockLlm.start()) {
			assertThat(execute("request", "--model", "mock:status=429", mock.baseUrl())).isEqualTo(1);
			assertThat(this.out.toString()).contains("429");
		}
	}

	@Test
	void whenLoadIsDrivenThenEachWindowIsALine() {
		try (MockLlm mock = MockLlm.start()) {
			assertThat(execute("load", "--seconds", "0.2", "--windows", "2", "--connections", "2", mock.baseUrl()))
				.isZero();
			assertThat(this.out.toString().lines()).hasSize(2).allMatch((line) -> line.contains(" 0 errors"));
		}
	}

	@Test
	void whenHeaderHasNoColonThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Headers.parse(List.of("broken")));
		assertThat(Headers.parse(List.of("X-A: b:c"))).containsEntry("x-a", "b:c");
	}

	@Test
	void whenArgumentsHaveGroupsThenTheyAreSplit() {
		assertThat(ServerMain.groups(new String[] { "stock", "a", "b", ServerMain.NEXT, "c" })
			.stream()
			.map(Arrays::asList)).containsExactly(List.of("a", "b"), List.of("c"));
	}

	private int execute(String... args) {
		return BenchMain.commandLine()
			.setOut(new PrintWriter(this.out))
			.setErr(new PrintWriter(this.err))
			.execute(args);
	}

	private static Settings settings(boolean everything, String... args) {
		RunOptions options = new RunOptions();
		new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
		return options.settings(2, 3, 10, everything);
	}

}
