package org.llmgateway.bench.load;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import tools.jackson.databind.json.JsonMapper;

/**
 * The load generator as a process: reads a {@link LoadSpec} as one line of JSON, runs it,
 * answers with a {@link LoadResult} on one line, and ends with its standard input.
 */
public final class LoadMain {

	/** What it prints when it is ready for the first line. */
	public static final String READY = "load generator ready";

	private LoadMain() {
	}

	/**
	 * Serves the parent process.
	 * @param args none
	 * @throws Exception if a line is not a specification
	 */
	public static void main(String[] args) throws Exception {
		JsonMapper json = JsonMapper.builder().build();
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		System.out.println(READY);
		try (LoadRun run = new LoadRun()) {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				LoadResult result = run.run(json.readValue(line, LoadSpec.class));
				System.out.println(json.writeValueAsString(result));
			}
		}
		System.exit(0);
	}

}
