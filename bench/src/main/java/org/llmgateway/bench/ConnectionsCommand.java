package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What connections that ask for nothing do to others and to the gateway's memory.
 */
@Command(name = "connections", mixinStandardHelpOptions = true,
		description = "Measures others' times and the gateway's memory without, and then with idle connections and"
				+ " with such as send a head byte by byte; about three minutes.")
final class ConnectionsCommand implements Callable<Integer> {

	/** What a gateway and a load generator open beside what is held. */
	private static final int OTHERS = 1000;

	@Mixin
	private PairOptions options = new PairOptions();

	@Option(names = "--idle", description = "Number of idle connections (default: ${DEFAULT-VALUE}).")
	private int idle = 10_000;

	@Option(names = "--slowloris",
			description = "Number of connections whose head never ends (default: ${DEFAULT-VALUE}).")
	private int slowloris = 2000;

	@Option(names = "--heap", description = "Heap of the gateway (default: ${DEFAULT-VALUE}).")
	private String heap = "512m";

	@Option(names = "--direct", description = "Bound of its direct memory (default: ${DEFAULT-VALUE}).")
	private String direct = "512m";

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		if (this.options.quick()) {
			this.idle = Math.min(this.idle, 200);
			this.slowloris = Math.min(this.slowloris, 50);
		}
		PrintWriter out = this.spec.commandLine().getOut();
		long files = openFiles();
		if (files >= 0 && files < this.idle + this.slowloris + OTHERS) {
			out.println("Too few open files are allowed (ulimit -n: " + files + "): gateway and clients need "
					+ (this.idle + this.slowloris + OTHERS) + " each. Raise the limit or ask for fewer connections.");
			return 1;
		}
		return new ConnectionsRun(this.options, this.idle, this.slowloris, this.heap, this.direct, out).call();
	}

	/**
	 * The open files that a JVM may have: it raises its own limit to the hard one.
	 * @return their number, or -1 if unknown
	 * @throws IOException if the limits cannot be read
	 */
	private static long openFiles() throws IOException {
		Path limits = Path.of("/proc/self/limits");
		if (!Files.isReadable(limits)) {
			return -1;
		}
		for (String line : Files.readAllLines(limits)) {
			if (line.startsWith("Max open files")) {
				String[] words = line.trim().split(" +");
				String hard = words[Arrays.asList(words).indexOf("files") + 2];
				return hard.equals("unlimited") ? -1 : Long.parseLong(hard);
			}
		}
		return -1;
	}

}
