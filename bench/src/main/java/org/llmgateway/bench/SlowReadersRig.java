package org.llmgateway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.llmgateway.bench.SlowReadersCommand.SlowStreams;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.LoadSpec;
import org.llmgateway.bench.load.ProcessTimes;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.SlowReaders;
import org.llmgateway.bench.load.SlowReadersMain;
import org.llmgateway.bench.load.SlowReadersMain.Action;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.bench.report.MemorySeries.Sample;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gateway with an ordinary provider and one for slow readers, the load generator and
 * the slow readers: each a process of its own.
 */
final class SlowReadersRig {

	/** Of the gateway's sockets to clients: what is beyond it the gateway has to hold. */
	private static final int SEND_BUFFER = 16 * 1024;

	private static final int PROBE_EVENTS = 100;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Pattern JSON = Pattern.compile("^\\{.*");

	private final JsonMapper json = JsonMapper.builder().build();

	private final PairOptions options;

	private final SlowStreams slow;

	private final int port;

	private final Child gateway;

	private final Child readers;

	private final LoadGenerator load;

	private final List<Long> pids;

	private final int eventBytes;

	private final Calibration calibration;

	/**
	 * Starts it all.
	 * @param processes ends it all
	 * @param options what is measured
	 * @param slow the slow readers
	 * @param jvm options of the gateway's JVM
	 * @throws IOException if a process cannot be started
	 * @throws InterruptedException if interrupted while waiting for one
	 */
	SlowReadersRig(Processes processes, PairOptions options, SlowStreams slow, List<String> jvm)
			throws IOException, InterruptedException {
		this.options = options;
		this.slow = slow;
		Child mock = processes.mock("mock", options.mockMain(), List.of());
		Child slowMock = processes.mock("slow-mock", options.mockMain(), List.of());
		int slowPort = Processes.mockPort(slowMock);
		int mockPort = Processes.mockPort(mock);
		this.gateway = processes.gateway("slow-readers", jvm, arguments(mockPort, slowPort));
		this.port = Processes.gatewayPorts(this.gateway).get(0);
		this.pids = List.of(this.gateway.pid(), mock.pid(), slowMock.pid());
		this.load = processes.loadGenerator();
		this.readers = processes.load("slow-readers-load", SlowReadersMain.class.getName());
		this.readers.await(Pattern.compile(SlowReadersMain.READY), LIMIT);
		this.eventBytes = eventBytes(slowPort);
		this.calibration = new Calibration(url(mockPort), List.of(Workload.STREAM, Workload.PACED));
	}

	private List<String> arguments(int mockPort, int slowPort) {
		List<String> args = new ArrayList<>(List.of("ours"));
		args.addAll(GatewayArguments.plain("mock", mockPort));
		GatewayArguments.provider(args, "slow", "slow", "http://127.0.0.1:" + slowPort);
		args.add("--llm.gateway.models[0].match=mock:slow:*");
		args.add("--llm.gateway.models[0].pools=slow");
		args.add("--llm.gateway.models[0].stream.write-stall=" + this.slow.writeStall());
		args.add("--llm.gateway.models[1].match=mock:*");
		args.add("--llm.gateway.models[1].pools=main");
		args.add("--bench.send-buffer=" + SEND_BUFFER);
		return args;
	}

	private static int eventBytes(int mockPort) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(url(mockPort))
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(Workload.PACED.shortRequestBody("mock:tokens=" + PROBE_EVENTS)))
			.build();
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		String body = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body();
		return body.length() / PROBE_EVENTS;
	}

	private static URI url(int port) {
		return URI.create("http://127.0.0.1:" + port + "/v1/chat/completions");
	}

	Child gateway() {
		return this.gateway;
	}

	int eventBytes() {
		return this.eventBytes;
	}

	/**
	 * Measures ordinary readers for a while.
	 * @param workload what they read
	 * @param millis how long
	 * @return what was seen
	 * @throws IOException if the load generator is gone
	 * @throws InterruptedException if interrupted
	 */
	LoadResult window(Workload workload, int millis) throws IOException, InterruptedException {
		LoadSpec spec = LoadSpec.of(Protocol.H1, url(this.port), workload, millis)
			.withConcurrency(this.options.connections(workload.concurrency()))
			.withPids(this.pids);
		return this.load.run(this.calibration.apply(workload, spec));
	}

	SlowReaders.Count open() throws IOException, InterruptedException {
		LoadSpec spec = LoadSpec.of(Protocol.H1, url(this.port), Workload.PACED, 0)
			.withConcurrency(this.slow.readers())
			.withBody(Workload.PACED.shortRequestBody(this.slow.model()));
		return order(new SlowReadersMain.Order(Action.OPEN, spec, this.eventBytes));
	}

	SlowReaders.Count hangUp() throws IOException, InterruptedException {
		return order(new SlowReadersMain.Order(Action.HANG_UP, null, 0));
	}

	SlowReaders.Count count() throws IOException, InterruptedException {
		return order(new SlowReadersMain.Order(Action.COUNT, null, 0));
	}

	private SlowReaders.Count order(SlowReadersMain.Order order) throws IOException, InterruptedException {
		this.readers.send(this.json.writeValueAsString(order));
		return this.json.readValue(this.readers.await(JSON, LIMIT).group(), SlowReaders.Count.class);
	}

	/**
	 * Looks at the gateway's memory.
	 * @param seconds the time to note
	 * @param collect whether garbage is collected first
	 * @return what was seen
	 * @throws IOException if the gateway is gone
	 * @throws InterruptedException if interrupted
	 */
	Sample memory(double seconds, boolean collect) throws IOException, InterruptedException {
		this.gateway.send(collect ? GatewayMemory.COLLECTED : GatewayMemory.AS_IT_IS);
		GatewayMemory memory = GatewayMemory.of(this.gateway.await(GatewayMemory.LINE, LIMIT));
		return new Sample(seconds, ProcessTimes.rssBytes(this.gateway.pid()), memory.heap(), memory.direct(),
				memory.buffered(), memory.open());
	}

}
