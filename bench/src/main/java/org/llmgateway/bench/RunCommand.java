package org.llmgateway.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The usual run: every protocol, paced streams on HTTP/1.1 only.
 */
@Command(name = "run", mixinStandardHelpOptions = true,
		description = "Measures both doors and a stock Spring Cloud Gateway; about eight minutes.")
final class RunCommand implements Callable<Integer> {

	private static final double SECONDS = 1;

	private static final int ROUNDS = 3;

	private static final double WARM_UP_SECONDS = 24;

	@Mixin
	private RunOptions options = new RunOptions();

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		PrintWriter out = this.spec.commandLine().getOut();
		Settings settings = this.options.settings(SECONDS, ROUNDS, WARM_UP_SECONDS, false);
		return new BenchRun(settings, this.options.strict(), out).call();
	}

}
