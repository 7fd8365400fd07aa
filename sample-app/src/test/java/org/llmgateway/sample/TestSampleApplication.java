package org.llmgateway.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockLlm;

/**
 * The sample with a mock LLM in place of its providers: what {@code mvn -Psample} runs.
 */
public final class TestSampleApplication {

	private static final String HINT = """

			The gateway runs on port %1$d with a mock LLM behind it. In another terminal:

			  curl -N http://localhost:%1$d/v1/chat/completions -H 'Content-Type: application/json' \\
			    -d '{"model":"gpt-4.1-mini","stream":true,"messages":[{"role":"user","content":"Hello"}]}'

			The same over HTTP/2: add --http2-prior-knowledge. Ctrl-C ends it.
			""";

	private TestSampleApplication() {
	}

	public static void main(String[] args) {
		WebServerApplicationContext context = (WebServerApplicationContext) start(args);
		System.out.printf(HINT, context.getWebServer().getPort());
	}

	/**
	 * Starts the sample and the mock.
	 * @param args the application's arguments
	 * @return the context, which closes the mock when it closes
	 */
	static ConfigurableApplicationContext start(String... args) {
		MockBehavior slowly = MockBehavior.builder().tokens(40).pace(Duration.ofMillis(50)).build();
		MockLlm mock = MockLlm.builder().defaults(slowly).start();
		List<String> all = new ArrayList<>(List.of(args));
		all.add("--OPENAI_BASE_URL=" + mock.baseUrl());
		all.add("--ANTHROPIC_BASE_URL=" + mock.baseUrl());
		ConfigurableApplicationContext context = SpringApplication.from(SampleApplication::main)
			.run(all.toArray(String[]::new))
			.getApplicationContext();
		context.addApplicationListener((event) -> {
			if (event instanceof ContextClosedEvent) {
				mock.close();
			}
		});
		return context;
	}

}
