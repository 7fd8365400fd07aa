package org.llmgateway.test;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a mock by itself, for benchmarks and for a look by hand.
 * <p>
 * Options: {@code --port 9000}, {@code --host 127.0.0.1}, {@code --tls}, {@code --http3},
 * {@code --event-loops 1}, {@code --slots 0}, {@code --queue -1},
 * {@code --queue-status 503}, {@code --record}, {@code --model} with parameters that
 * become the defaults (as in {@code mock:tokens=64:pace=10ms}), and
 * {@code --exit-on-eof}, which ends it with its standard input.
 */
public final class MockLlmMain {

	private MockLlmMain() {
	}

	/**
	 * Starts the mock, prints one line and runs until the process is ended.
	 * @param args the options
	 * @throws Exception if it cannot start
	 */
	public static void main(String... args) throws Exception {
		List<String> options = List.of(args);
		MockLlm.Builder builder = MockLlm.builder()
			.host(value(options, "--host", "127.0.0.1"))
			.port(Integer.parseInt(value(options, "--port", "0")))
			.eventLoops(Integer.parseInt(value(options, "--event-loops", "1")))
			.slots(Integer.parseInt(value(options, "--slots", "0")))
			.queue(Integer.parseInt(value(options, "--queue", "-1")),
					Integer.parseInt(value(options, "--queue-status", "503")))
			.recordRequests(options.contains("--record"))
			.defaults(MockModelName.parse(value(options, "--model", "mock"), MockBehavior.DEFAULT));
		if (options.contains("--tls") || options.contains("--http3")) {
			builder.tls(LocalCertificate.create()).http3(options.contains("--http3"));
		}
		try (MockLlm mock = builder.start()) {
			System.out.println("mock LLM on " + mock.baseUrl());
			System.out.flush();
			waitForEnd(options.contains("--exit-on-eof"));
		}
	}

	private static void waitForEnd(boolean endOfInput) throws IOException, InterruptedException {
		if (!endOfInput) {
			new CountDownLatch(1).await();
		}
		while (System.in.read() >= 0) {
			// Only its end matters
		}
	}

	private static String value(List<String> options, String name, String otherwise) {
		int index = options.indexOf(name);
		return (index < 0) ? otherwise : options.get(index + 1);
	}

}
