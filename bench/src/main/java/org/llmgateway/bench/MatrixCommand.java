package org.llmgateway.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The whole matrix, with longer windows and more rounds.
 */
@Command(name = "matrix", mixinStandardHelpOptions = true,
		description = "Measures every protocol with every workload, longer than run; about half an hour.")
final class MatrixCommand implements Callable<Integer> {

	private static final double SECONDS = 3;

	private static final int ROUNDS = 5;

	private static final double WARM_UP_SECONDS = 40;

	@Mixin
	private RunOptions options = new RunOptions();

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		PrintWriter out = this.spec.commandLine().getOut();
		Settings settings = this.options.settings(SECONDS, ROUNDS, WARM_UP_SECONDS, true);
		return new BenchRun(settings, this.options.strict(), out).call();
	}

}
