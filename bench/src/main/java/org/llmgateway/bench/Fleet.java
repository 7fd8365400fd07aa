package org.llmgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.test.LocalCertificate;

/**
 * All processes of a run: mocks, gateways and the load generator. Closing it ends them.
 */
final class Fleet implements AutoCloseable {

	private final Settings settings;

	private final Pinning pinning;

	private final Processes processes;

	private final List<Subject> subjects = new ArrayList<>();

	private final List<Long> mockPids = new ArrayList<>();

	Fleet(Settings settings, Pinning pinning) {
		this.settings = settings;
		this.pinning = pinning;
		this.processes = new Processes(pinning, settings.out().resolve("logs"));
	}

	/**
	 * Starts mocks and gateways.
	 * @throws IOException if a process cannot be started
	 * @throws InterruptedException if interrupted while waiting for one
	 */
	void start() throws IOException, InterruptedException {
		int port = startMocks();
		Path directory = this.settings.out().resolve("tls").toAbsolutePath();
		GatewayArguments arguments = new GatewayArguments(this.settings, port, directory);
		if (this.settings.encrypted()) {
			writeCertificate(directory);
		}
		if (this.settings.doors().contains(Settings.STOCK)) {
			gateway(Settings.STOCK, List.of(), arguments.stock(), arguments.stockProtocols());
			if (equalLoops() != defaultLoops() && needsEqual()) {
				gateway(Settings.STOCK_EQUAL, List.of("-Dreactor.netty.ioWorkerCount=" + equalLoops()),
						arguments.stock(), arguments.stockProtocols());
			}
		}
		for (String door : List.of("direct", "gateway")) {
			if (this.settings.doors().contains(door)) {
				gateway(door, List.of(), arguments.ours(door), arguments.ourProtocols());
			}
		}
	}

	/**
	 * Reactor Netty's own number of event loops on the cores a gateway gets.
	 */
	private int defaultLoops() {
		return Math.max(4, this.pinning.gatewayCores());
	}

	private int equalLoops() {
		return (this.settings.eventLoops() > 0) ? this.settings.eventLoops() : this.pinning.gatewayCores();
	}

	private boolean needsEqual() {
		return this.settings.doors().size() > 1
				&& (this.settings.everything() || this.settings.protocols().contains(Protocol.H1));
	}

	private int startMocks() throws IOException, InterruptedException {
		Map<Protocol, Integer> ports = new EnumMap<>(Protocol.class);
		Child clear = mock("mock", List.of());
		int port = Processes.mockPort(clear);
		ports.put(Protocol.H1, port);
		ports.put(Protocol.H2C, port);
		if (this.settings.encrypted()) {
			List<String> options = new ArrayList<>(List.of("--tls"));
			if (this.settings.protocols().contains(Protocol.H3)) {
				options.add("--http3");
			}
			int tls = Processes.mockPort(mock("mock-tls", options));
			ports.put(Protocol.H2, tls);
			ports.put(Protocol.H3, tls);
		}
		this.subjects.add(new Subject(Settings.NONE, clear, ports));
		return port;
	}

	private Child mock(String name, List<String> options) throws IOException {
		Child child = this.processes.mock(name, this.settings.mockMain(), options);
		this.mockPids.add(child.pid());
		return child;
	}

	private void gateway(String id, List<String> jvm, List<String> args, List<List<Protocol>> protocols)
			throws IOException, InterruptedException {
		Child child = this.processes.gateway(id.replace("=", "-equal"), jvm, args);
		List<Integer> listening = Processes.gatewayPorts(child);
		Map<Protocol, Integer> ports = new EnumMap<>(Protocol.class);
		for (int i = 0; i < listening.size(); i++) {
			for (Protocol protocol : protocols.get(i)) {
				ports.put(protocol, listening.get(i));
			}
		}
		this.subjects.add(new Subject(id, child, ports));
	}

	/**
	 * Starts the load generator.
	 * @return the load generator, ended with the fleet
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if interrupted while waiting for it
	 */
	LoadGenerator loadGenerator() throws IOException, InterruptedException {
		return this.processes.loadGenerator();
	}

	private static void writeCertificate(Path directory) throws IOException {
		Files.createDirectories(directory);
		LocalCertificate certificate = LocalCertificate.create();
		Files.writeString(directory.resolve(GatewayArguments.CERTIFICATE), certificate.certificatePem());
		Files.writeString(directory.resolve(GatewayArguments.KEY), certificate.privateKeyPem());
	}

	/**
	 * Who takes part in a field of the matrix.
	 * @param cell the field
	 * @return the mock itself, then the gateways
	 */
	List<Subject> subjects(Cell cell) {
		List<Subject> part = new ArrayList<>();
		for (Subject subject : this.subjects) {
			boolean equal = Settings.STOCK_EQUAL.equals(subject.id());
			if (subject.speaks(cell.protocol()) != null
					&& (!equal || cell.protocol() == Protocol.H1 || this.settings.everything())) {
				part.add(subject);
			}
		}
		return part;
	}

	/**
	 * The processes to watch while a subject is measured.
	 * @param subject the subject
	 * @return its process, then those of the mock; only the latter if it is the mock
	 */
	List<Long> watched(Subject subject) {
		List<Long> pids = new ArrayList<>();
		// A place is kept for the gateway, so that the mock never stands in it.
		pids.add(subject.isGateway() ? subject.child().pid() : -1L);
		pids.addAll(this.mockPids);
		return pids;
	}

	int concurrency(Workload workload) {
		return (this.settings.connections() > 0) ? this.settings.connections() : workload.concurrency();
	}

	@Override
	public void close() {
		this.processes.close();
	}

}
