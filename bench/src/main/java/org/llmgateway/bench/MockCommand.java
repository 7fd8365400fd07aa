package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.llmgateway.test.MockLlmMain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The mock LLM alone.
 */
@Command(name = "mock", mixinStandardHelpOptions = true, description = { "Starts the mock LLM alone; Ctrl-C ends it.",
		"The model name says how it answers: mock:tokens=256:batch=8, mock:tokens=64:pace=10ms," + " mock:size=4096." })
final class MockCommand implements Callable<Integer> {

	@Option(names = "--port", description = "Port, 0 for any (default: ${DEFAULT-VALUE}).")
	private int port = 8089;

	@Option(names = "--tls", description = "HTTPS with a certificate made at start.")
	private boolean tls;

	@Option(names = "--http3", description = "HTTP/3 too, on the UDP port of the same number.")
	private boolean http3;

	@Option(names = "--event-loops", description = "Event loops (default: ${DEFAULT-VALUE}).")
	private int eventLoops = 1;

	@Option(names = "--exit-on-eof", description = "End with standard input.")
	private boolean exitOnEof;

	@Override
	public Integer call() throws Exception {
		MockLlmMain.main(arguments().toArray(String[]::new));
		return 0;
	}

	List<String> arguments() {
		List<String> arguments = new ArrayList<>(
				List.of("--port", Integer.toString(this.port), "--event-loops", Integer.toString(this.eventLoops)));
		if (this.tls) {
			arguments.add("--tls");
		}
		if (this.http3) {
			arguments.add("--http3");
		}
		if (this.exitOnEof) {
			arguments.add("--exit-on-eof");
		}
		return arguments;
	}

}
