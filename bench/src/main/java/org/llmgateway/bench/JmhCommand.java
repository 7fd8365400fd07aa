package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * The microbenchmarks of the hot path.
 */
@Command(name = "jmh", description = "Runs the JMH benchmarks. Everything that follows is JMH's own command line:"
		+ " -l lists the benchmarks, -h explains.")
final class JmhCommand implements Callable<Integer> {

	@Unmatched
	private List<String> arguments = new ArrayList<>();

	/**
	 * Runs JMH, which ends the JVM itself where it fails.
	 */
	@Override
	public Integer call() throws Exception {
		Main.main(this.arguments.toArray(String[]::new));
		return 0;
	}

}
