package org.llmgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.OpenMain;
import org.llmgateway.bench.load.OpenSpec;

/**
 * A gateway with little memory, a mock with slots and the load generator, each a process
 * of its own.
 */
final class OverloadRig {

	/**
	 * Requests of a tenant that may wait: whoever waits for longer than an answer takes
	 * is late, and a queue of the default length is longer than that.
	 */
	private static final int QUEUE = 10;

	/** The gateways that are compared. */
	enum Kind {

		/** Ours as it comes, with an adaptive limit of concurrency. */
		LIMITS,
		/** Ours with all limits off. */
		NO_LIMITS,
		/** A stock Spring Cloud Gateway. */
		STOCK;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

	private final Pinning pinning;

	private final Child gateway;

	private final int port;

	private final OpenLoad load;

	/**
	 * Starts it all.
	 * @param processes ends it all
	 * @param pinning what runs on which core
	 * @param mockMain the main class of the mock
	 * @param slots answers that the mock gives at once
	 * @param gateway starts the gateway, given the port of the mock
	 * @throws IOException if a process cannot be started
	 * @throws InterruptedException if interrupted while waiting for one
	 */
	OverloadRig(Processes processes, Pinning pinning, String mockMain, int slots, Start gateway)
			throws IOException, InterruptedException {
		this.pinning = pinning;
		Child mock = processes.mock("mock", mockMain, List.of("--slots", Integer.toString(slots)));
		this.gateway = gateway.start(Processes.mockPort(mock));
		this.port = Processes.gatewayPorts(this.gateway).get(0);
		this.load = new OpenLoad(processes.load("open-load", OpenMain.class.getName()));
	}

	/**
	 * The command line of a gateway with one model of the mock's.
	 * @param mockPort the port of the mock
	 * @return the arguments of {@link ServerMain}
	 */
	static List<String> ours(int mockPort) {
		List<String> args = new ArrayList<>(List.of("ours"));
		args.addAll(GatewayArguments.plain("mock", mockPort));
		args.add("--llm.gateway.models[0].match=mock:*");
		args.add("--llm.gateway.models[0].pools=main");
		args.add("--llm.gateway.limit.tenant-header=x-tenant");
		return args;
	}

	static List<String> arguments(Kind kind, int mockPort) {
		if (kind == Kind.STOCK) {
			return GatewayArguments.plainStock(mockPort);
		}
		List<String> args = ours(mockPort);
		if (kind == Kind.LIMITS) {
			args.add("--llm.gateway.limit.classes.vip=critical");
			args.add("--llm.gateway.limit.classes.batch=sheddable");
			args.add("--llm.gateway.limit.concurrency.mode=adaptive");
			args.add("--llm.gateway.limit.concurrency.queue.per-tenant=" + QUEUE);
		}
		else {
			args.addAll(GatewayArguments.NO_LIMITS);
		}
		return args;
	}

	Child gateway() {
		return this.gateway;
	}

	int port() {
		return this.port;
	}

	/**
	 * Runs load while the gateway may use the cores of the load side too.
	 * @param spec the load
	 * @throws IOException if a process is gone
	 * @throws InterruptedException if interrupted
	 */
	void warm(OpenSpec spec) throws IOException, InterruptedException {
		Subject subject = new Subject("gateway", this.gateway, Map.of());
		this.pinning.widen(subject);
		this.load.run(spec, () -> {
		});
		this.pinning.narrow(subject);
	}

	List<Arrival> run(OpenSpec spec, Runnable begun) throws IOException, InterruptedException {
		return this.load.run(spec, begun);
	}

	/**
	 * How often the gateway's log tells of memory that was not there.
	 * @return lines of the log
	 * @throws IOException if the log cannot be read
	 */
	long outOfMemory() throws IOException {
		Path log = this.gateway.log();
		try (Stream<String> lines = Files.lines(log)) {
			// The first line is the command.
			return lines.skip(1)
				.filter((line) -> line.contains("OutOfMemoryError") || line.contains("OutOfDirectMemoryError"))
				.count();
		}
	}

	/** Starts a gateway. */
	interface Start {

		Child start(int mockPort) throws IOException;

	}

}
