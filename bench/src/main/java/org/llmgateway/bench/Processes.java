package org.llmgateway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The JVMs of a run, each on its cores: mocks, gateways and load generators. Closing it
 * ends them.
 */
final class Processes implements AutoCloseable {

	private static final Duration START_LIMIT = Duration.ofSeconds(60);

	private static final Pattern MOCK_READY = Pattern.compile("mock LLM on https?://[^:]+:(\\d+)");

	private static final Pattern GATEWAY_READY = Pattern.compile(ServerMain.READY + "([\\d ]+)");

	private final Pinning pinning;

	private final Path logs;

	private final List<Child> children = new ArrayList<>();

	/**
	 * Prepares a run in which nothing has been started.
	 * @param pinning what runs on which core
	 * @param logs where the logs go
	 */
	Processes(Pinning pinning, Path logs) {
		this.pinning = pinning;
		this.logs = logs;
	}

	Child mock(String name, String main, List<String> options) throws IOException {
		List<String> args = new ArrayList<>(List.of("--port", "0", "--event-loops", "1", "--exit-on-eof"));
		args.addAll(options);
		return start(name, Pinning.Role.MOCK, List.of(), main, args);
	}

	/**
	 * Waits until a mock listens.
	 * @param mock the mock
	 * @return its port
	 * @throws InterruptedException if interrupted
	 */
	static int mockPort(Child mock) throws InterruptedException {
		return Integer.parseInt(mock.await(MOCK_READY, START_LIMIT).group(1));
	}

	Child gateway(String name, List<String> jvm, List<String> args) throws IOException {
		return start(name, Pinning.Role.GATEWAY, jvm, ServerMain.class.getName(), args);
	}

	/**
	 * Waits until a gateway listens.
	 * @param gateway the gateway
	 * @return a port for each group of its arguments
	 * @throws InterruptedException if interrupted
	 */
	static List<Integer> gatewayPorts(Child gateway) throws InterruptedException {
		List<Integer> ports = new ArrayList<>();
		for (String port : gateway.await(GATEWAY_READY, START_LIMIT).group(1).split(" ")) {
			ports.add(Integer.parseInt(port));
		}
		return ports;
	}

	/**
	 * Starts the load generator.
	 * @return the load generator, ready for its first window
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if interrupted while waiting for it
	 */
	LoadGenerator loadGenerator() throws IOException, InterruptedException {
		return new LoadGenerator(load("load", "org.llmgateway.bench.load.LoadMain"), START_LIMIT);
	}

	Child load(String name, String main) throws IOException {
		return start(name, Pinning.Role.LOAD, List.of(), main, List.of());
	}

	private synchronized Child start(String name, Pinning.Role role, List<String> jvm, String main, List<String> args)
			throws IOException {
		Child child = Child.start(new Child.Command(name, this.pinning.prefix(role), jvm, main, args), this.logs);
		this.children.add(child);
		return child;
	}

	@Override
	public synchronized void close() {
		this.children.forEach(Child::dismiss);
		this.children.forEach(Child::close);
		this.children.clear();
	}

}
