package org.llmgateway.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which cores the gateways, the mock and the load generator run on.
 *
 * @param gateway the cores of the gateways; empty if nothing is pinned
 * @param mock the cores of the mock
 * @param load the cores of the load generator
 */
record Pinning(List<Integer> gateway, List<Integer> mock, List<Integer> load) {

	/** What runs. */
	enum Role {

		/** A gateway. */
		GATEWAY,
		/** The mock LLM. */
		MOCK,
		/** The load generator. */
		LOAD

	}

	/**
	 * Pins where {@code taskset} exists and there are at least two cores: the gateway on
	 * one core; mock and load generator on others, together if there is only one other.
	 * @return the pinning of this machine
	 */
	static Pinning detect() {
		return onPath("taskset") ? of(allowedCores()) : none();
	}

	static Pinning none() {
		return new Pinning(List.of(), List.of(), List.of());
	}

	static Pinning of(List<Integer> cores) {
		if (cores.size() < 2) {
			return none();
		}
		return new Pinning(List.of(cores.get(0)), List.of(cores.get(1)), List.of(cores.get(cores.size() > 2 ? 2 : 1)));
	}

	boolean isPinned() {
		return !this.gateway.isEmpty();
	}

	/**
	 * How many cores a gateway has.
	 * @return the number of cores
	 */
	int gatewayCores() {
		return isPinned() ? this.gateway.size() : Runtime.getRuntime().availableProcessors();
	}

	/**
	 * How many cores mock and load generator have together.
	 * @return the number of cores
	 */
	int otherCores() {
		return !isPinned() ? Runtime.getRuntime().availableProcessors() : this.mock.equals(this.load) ? 1 : 2;
	}

	/**
	 * What to put before a command.
	 * @param role what runs
	 * @return the words, none if it is not pinned
	 */
	List<String> prefix(Role role) {
		List<Integer> cores = switch (role) {
			case GATEWAY -> this.gateway;
			case MOCK -> this.mock;
			case LOAD -> this.load;
		};
		return cores.isEmpty() ? List.of() : List.of("taskset", "-c", Integer.toString(cores.get(0)));
	}

	/**
	 * Lets a gateway use the cores of the load side too, while it is warmed.
	 * @param subject what is warmed
	 * @throws IOException if {@code taskset} cannot be run
	 * @throws InterruptedException if interrupted while it runs
	 */
	void widen(Subject subject) throws IOException, InterruptedException {
		List<Integer> cores = new ArrayList<>(this.gateway);
		cores.addAll(this.mock);
		cores.addAll(this.load);
		place(subject, cores);
	}

	/**
	 * Brings a gateway back to its own core.
	 * @param subject what was warmed
	 * @throws IOException if {@code taskset} cannot be run
	 * @throws InterruptedException if interrupted while it runs
	 */
	void narrow(Subject subject) throws IOException, InterruptedException {
		place(subject, this.gateway);
	}

	private void place(Subject subject, List<Integer> cores) throws IOException, InterruptedException {
		if (!isPinned() || !subject.isGateway()) {
			return;
		}
		String list = cores.stream().map(String::valueOf).collect(Collectors.joining(","));
		Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", list, Long.toString(subject.child().pid()))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (taskset.waitFor() != 0) {
			throw new IOException("taskset does not place " + subject.id() + " on the cores " + list);
		}
	}

	@Override
	public String toString() {
		if (!isPinned()) {
			return "not pinned (no taskset, or one core only)";
		}
		return this.mock.equals(this.load)
				? "gateway on core " + this.gateway.get(0) + ", mock and load generator on core " + this.load.get(0)
				: "gateway on core " + this.gateway.get(0) + ", mock on core " + this.mock.get(0)
						+ ", load generator on core " + this.load.get(0);
	}

	private static boolean onPath(String program) {
		for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
			if (Files.isExecutable(Path.of(directory).resolve(program))) {
				return true;
			}
		}
		return false;
	}

	private static List<Integer> allowedCores() {
		try {
			for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
				if (line.startsWith("Cpus_allowed_list:")) {
					return parseList(line.substring("Cpus_allowed_list:".length()).trim());
				}
			}
		}
		catch (IOException ex) {
			// Not a Linux: nothing is pinned then.
			return List.of();
		}
		return List.of();
	}

	/**
	 * Reads a list as in cpuset(7), "0-3,8".
	 * @param list the list
	 * @return the numbers
	 */
	static List<Integer> parseList(String list) {
		List<Integer> cores = new ArrayList<>();
		for (String part : list.split(",")) {
			String[] range = part.trim().split("-");
			int last = Integer.parseInt(range[range.length - 1]);
			for (int core = Integer.parseInt(range[0]); core <= last; core++) {
				cores.add(core);
			}
		}
		return cores;
	}

}
