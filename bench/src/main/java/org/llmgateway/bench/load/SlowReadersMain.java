package org.llmgateway.bench.load;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Slow readers as a process: reads an {@link Order} as one line of JSON, carries it out,
 * answers with a {@link SlowReaders.Count} on one line, and ends with its standard input.
 */
public final class SlowReadersMain {

	/** What it prints when it is ready for the first line. */
	public static final String READY = "slow readers ready";

	private SlowReadersMain() {
	}

	/**
	 * Serves the parent process.
	 * @param args none
	 * @throws Exception if a line is not an order
	 */
	public static void main(String[] args) throws Exception {
		JsonMapper json = JsonMapper.builder().build();
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		System.out.println(READY);
		try (SlowReaders readers = new SlowReaders()) {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				json.readValue(line, Order.class).carryOut(readers);
				System.out.println(json.writeValueAsString(readers.count()));
			}
		}
		System.exit(0);
	}

	/**
	 * What to do before counting.
	 *
	 * @param action what to do
	 * @param spec what to open, if anything
	 * @param eventBytes what each reads in a second
	 */
	public record Order(Action action, @Nullable LoadSpec spec, int eventBytes) {

		void carryOut(SlowReaders readers) throws Exception {
			if (this.action == Action.OPEN && this.spec != null) {
				readers.open(this.spec, this.eventBytes);
			}
			else if (this.action == Action.HANG_UP) {
				readers.hangUp();
			}
		}

	}

	/** What can be asked. */
	public enum Action {

		/** Open streams. */
		OPEN,
		/** Close them all. */
		HANG_UP,
		/** Count only. */
		COUNT

	}

}
