package org.llmgateway.bench.load;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Held connections as a process: reads an {@link Order} as one line of JSON, carries it
 * out, answers with a {@link HeldConnections.Count} on one line, and ends with its
 * standard input.
 */
public final class HeldConnectionsMain {

	/** What it prints when it is ready for the first line. */
	public static final String READY = "held connections ready";

	private HeldConnectionsMain() {
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
		try (HeldConnections connections = new HeldConnections()) {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				json.readValue(line, Order.class).carryOut(connections);
				System.out.println(json.writeValueAsString(connections.count()));
			}
		}
		System.exit(0);
	}

	/**
	 * What to do before counting.
	 *
	 * @param action what to do
	 * @param spec what to open, if anything
	 */
	public record Order(Action action, @Nullable LoadSpec spec) {

		void carryOut(HeldConnections connections) throws Exception {
			if (this.action == Action.OPEN_IDLE && this.spec != null) {
				connections.openIdle(this.spec);
			}
			else if (this.action == Action.OPEN_DRIPPING && this.spec != null) {
				connections.openDripping(this.spec);
			}
		}

	}

	/** What can be asked. */
	public enum Action {

		/** Open idle connections. */
		OPEN_IDLE,
		/** Open connections that send a head byte by byte. */
		OPEN_DRIPPING,
		/** Count only. */
		COUNT

	}

}
