package org.llmgateway.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.suite.FaultPlan.Step;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockFault;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway in a process of its own gets SIGTERM while 500 streams are open: those that
 * end in time are whole, the others are told, and the process ends as one that succeeded.
 */
class RollingStopTests {

	private static final int CLIENTS = 10;

	private static final int EACH = 50;

	@TempDir
	Path directory;

	private final MockLlm mock = MockLlm.builder().start();

	private final List<GatewayClient> clients = new ArrayList<>();

	private Process process;

	@AfterEach
	void stop() {
		this.clients.forEach(GatewayClient::close);
		this.process.destroyForcibly();
		this.mock.close();
	}

	@Test
	void whenTheGatewayIsToldToStopThenEveryStreamEndsCompleteOrTold() throws Exception {
		FaultPlan plan = new FaultPlan();
		this.mock.respondWith(plan);
		int port = start();
		Map<String, RunningCall> calls = open(port, plan);
		calls.forEach((id, call) -> Awaitility.await(id)
			.atMost(RunningCall.LIMIT)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> !surface(id).content(call.text()).isEmpty()));
		this.process.destroy();
		int complete = 0;
		for (Map.Entry<String, RunningCall> each : calls.entrySet()) {
			complete += assertEnd(each.getKey(), each.getValue(), plan) ? 1 : 0;
		}
		assertThat(complete).isEqualTo(CLIENTS * EACH / 2);
		assertThat(this.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.process.exitValue()).isZero();
		assertUsageLog(calls);
	}

	private void assertUsageLog(Map<String, RunningCall> calls) throws IOException {
		List<String> ids = new ArrayList<>();
		for (String line : Files.readAllLines(this.directory.resolve("usage.jsonl"))) {
			int start = line.indexOf("\"stop-") + 1;
			ids.add(line.substring(start, line.indexOf('"', start)));
		}
		assertThat(ids).containsExactlyInAnyOrderElementsOf(calls.keySet());
	}

	private static StreamSurface surface(String id) {
		return StreamSurface.valueOf(id.substring(id.lastIndexOf('-') + 1));
	}

	private Map<String, RunningCall> open(int port, FaultPlan plan) {
		MockBehavior paced = MockBehavior.builder().tokens(20).pace(Duration.ofMillis(150)).build();
		Map<String, RunningCall> calls = new LinkedHashMap<>();
		for (int c = 0; c < CLIENTS; c++) {
			GatewayClient client = new GatewayClient((c % 2 == 0) ? ClientProtocol.H1 : ClientProtocol.H2C, port);
			this.clients.add(client);
			for (int i = 0; i < EACH; i++) {
				StreamSurface surface = StreamSurface.values()[i % 3];
				String id = "stop-" + c + "-" + i + "-" + surface;
				MockFault fault = (i % 2 == 0) ? MockFault.NONE : MockFault.after(2, Kind.STALL);
				plan.plan(id, (reply, attempt) -> (fault == MockFault.NONE) ? reply.as(paced) : reply.tokens(9),
						List.of(Step.of(fault)));
				calls.put(id, client.open(surface.call(surface.family() + "-4", id)));
			}
		}
		return calls;
	}

	/** Whether the stream is complete. */
	private static boolean assertEnd(String id, RunningCall call, FaultPlan plan) {
		Awaitility.await(id).atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2)).until(call::over);
		assertThat(call.awaitEnd()).as(id).isEqualTo(RunningCall.Ending.COMPLETE);
		int error = surface(id).errorAt(call.text());
		if (error < 0) {
			assertThat(call.text()).as(id).isEqualTo(plan.good(id, 0));
			return true;
		}
		surface(id).assertError(StreamSurface.data(call.text().substring(error)).get(0), GatewayError.GATEWAY_STOPPING,
				true);
		assertThat(plan.good(id, 0)).as(id).startsWith(call.text().substring(0, error));
		return false;
	}

	private int start() throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
						"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
						RollingStopApplication.class.getName()));
		GatewaySpec.of(Door.DIRECT)
			.with("llm.gateway.drain-timeout", "8s")
			.with("spring.lifecycle.timeout-per-shutdown-phase", "20s")
			.with("llm.gateway.stream.heartbeat", "0")
			.with("llm.gateway.event-loops", "2")
			.with("llm.gateway.usage.log.path", this.directory.resolve("usage.jsonl").toString())
			.allProperties()
			.forEach((name, value) -> command
				.add("--" + name + "=" + String.valueOf(value).replace("${mock}", this.mock.baseUrl())));
		command.removeIf((argument) -> argument.contains(".ssl-bundle="));
		Path output = this.directory.resolve("output.txt");
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		Awaitility.await("the gateway's start")
			.atMost(Duration.ofSeconds(30))
			.until(() -> Files.readString(output).contains(RollingStopApplication.PORT));
		String port = Files.readString(output).split(RollingStopApplication.PORT)[1];
		return Integer.parseInt(port.substring(0, port.indexOf('\n')));
	}

}
