package org.llmgateway.test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MockLlmMainTests {

	@Test
	void whenTheInputEndsThenItEndsToo() throws Exception {
		InputStream in = System.in;
		PrintStream out = System.out;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
			System.setIn(new ByteArrayInputStream(new byte[0]));
			System.setOut(capture);
			MockLlmMain.main("--exit-on-eof", "--http3", "--model", "mock:tokens=3");
		}
		finally {
			System.setIn(in);
			System.setOut(out);
		}
		assertThat(printed.toString(StandardCharsets.UTF_8))
			.containsPattern("mock LLM on https://127\\.0\\.0\\.1:\\d+\n");
	}

}
