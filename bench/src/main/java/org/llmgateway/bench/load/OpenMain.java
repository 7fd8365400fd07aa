package org.llmgateway.bench.load;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;

/**
 * Load by a schedule as a process: reads an {@link OpenSpec} as one line of JSON, says
 * when the first phase begins, writes what became of the requests into a file, says that
 * it is done, and ends with its standard input.
 */
public final class OpenMain {

	/** What it prints when it is ready for the first line. */
	public static final String READY = "open load ready";

	/** What it prints when the first phase begins. */
	public static final String BEGUN = "open load begun";

	/** What it prints when all requests have ended. */
	public static final String DONE = "open load done";

	private OpenMain() {
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
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			OpenSpec spec = json.readValue(line, OpenSpec.class);
			try (OpenRun run = new OpenRun(spec)) {
				System.out.println(BEGUN);
				List<Arrival> arrivals = run.run().get();
				Files.writeString(Path.of(spec.file()), json.writeValueAsString(arrivals));
			}
			System.out.println(DONE);
		}
		System.exit(0);
	}

}
