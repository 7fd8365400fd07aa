package org.llmgateway.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.llmgateway.bench.load.HeldConnections;
import org.llmgateway.bench.load.HeldConnectionsMain;
import org.llmgateway.bench.load.HeldConnectionsMain.Action;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.LoadSpec;
import org.llmgateway.bench.load.ProcessTimes;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.bench.report.MemorySeries.Sample;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gateway, a mock, a load generator and what holds connections open: each a process of
 * its own.
 */
final class ConnectionsRig {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Pattern JSON = Pattern.compile("^\\{.*");

	private static final String SHORT = "mock:tokens=1";

	private final JsonMapper json = JsonMapper.builder().build();

	private final PairOptions options;

	private final URI url;

	private final Child gateway;

	private final Child held;

	private final LoadGenerator load;

	private final Calibration calibration;

	private final List<Long> pids;

	/**
	 * Starts it all.
	 * @param processes ends it all
	 * @param options what is measured
	 * @param jvm options of the gateway's JVM
	 * @throws IOException if a process cannot be started
	 * @throws InterruptedException if interrupted while waiting for one
	 */
	ConnectionsRig(Processes processes, PairOptions options, List<String> jvm)
			throws IOException, InterruptedException {
		this.options = options;
		Child mock = processes.mock("mock", options.mockMain(), List.of());
		int mockPort = Processes.mockPort(mock);
		this.gateway = processes.gateway("gateway", jvm, OverloadRig.ours(mockPort));
		this.url = url(Processes.gatewayPorts(this.gateway).get(0));
		this.load = processes.loadGenerator();
		this.held = processes.load("held", HeldConnectionsMain.class.getName());
		this.held.await(Pattern.compile(HeldConnectionsMain.READY), LIMIT);
		this.calibration = new Calibration(url(mockPort), List.of(Workload.PACED));
		this.pids = List.of(this.gateway.pid(), mock.pid(), this.held.pid());
	}

	private static URI url(int port) {
		return URI.create("http://127.0.0.1:" + port + "/v1/chat/completions");
	}

	Child gateway() {
		return this.gateway;
	}

	/**
	 * Measures ordinary callers for a while.
	 * @param millis how long
	 * @return what was seen
	 * @throws IOException if the load generator is gone
	 * @throws InterruptedException if interrupted
	 */
	LoadResult window(int millis) throws IOException, InterruptedException {
		LoadSpec spec = LoadSpec.of(Protocol.H1, this.url, Workload.PACED, millis)
			.withConcurrency(this.options.connections(Workload.PACED.concurrency()))
			.withPids(this.pids);
		return this.load.run(this.calibration.apply(Workload.PACED, spec));
	}

	HeldConnections.Count open(Action action, int number) throws IOException, InterruptedException {
		LoadSpec spec = LoadSpec.of(Protocol.H1, this.url, Workload.PACED, 0)
			.withConcurrency(number)
			.withBody(Workload.PACED.shortRequestBody(SHORT));
		return order(action, spec);
	}

	HeldConnections.Count count() throws IOException, InterruptedException {
		return order(Action.COUNT, null);
	}

	private HeldConnections.Count order(Action action, @Nullable LoadSpec spec)
			throws IOException, InterruptedException {
		this.held.send(this.json.writeValueAsString(new HeldConnectionsMain.Order(action, spec)));
		return this.json.readValue(this.held.await(JSON, LIMIT).group(), HeldConnections.Count.class);
	}

	/**
	 * Looks at the gateway's memory after a garbage collection.
	 * @return what was seen
	 * @throws IOException if the gateway is gone
	 * @throws InterruptedException if interrupted
	 */
	Sample memory() throws IOException, InterruptedException {
		this.gateway.send(GatewayMemory.COLLECTED);
		GatewayMemory memory = GatewayMemory.of(this.gateway.await(GatewayMemory.LINE, LIMIT));
		return new Sample(0, ProcessTimes.rssBytes(this.gateway.pid()), memory.heap(), memory.direct(),
				memory.buffered(), memory.open());
	}

}
