package org.llmgateway.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line of the bench.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, version = "llm-gateway bench",
		description = "Measures llm-gateway against a stock Spring Cloud Gateway, in front of a mock LLM.",
		subcommands = { RunCommand.class, MatrixCommand.class, FeaturesCommand.class, SlowReadersCommand.class,
				OverloadCommand.class, FairnessCommand.class, ConnectionsCommand.class, MockCommand.class,
				RequestCommand.class, LoadCommand.class, JmhCommand.class })
public final class BenchMain {

	private BenchMain() {
	}

	/**
	 * Runs a command and exits with its code: 0, 1 for errors, 2 for a wrong command
	 * line.
	 * @param args the command and its options
	 */
	public static void main(String[] args) {
		System.exit(commandLine().execute(args));
	}

	static CommandLine commandLine() {
		return new CommandLine(new BenchMain()).setCaseInsensitiveEnumValuesAllowed(true);
	}

}
