package org.llmgateway.bench.load;

import java.util.List;
import java.util.Map;

/**
 * Load that comes by a schedule, whether answers come or not: over HTTP/1.1, phase by
 * phase, from several kinds of callers.
 *
 * @param host the host
 * @param port the TCP port
 * @param flows the kinds of callers
 * @param phases one after the other, without a pause
 * @param timeoutMillis how long a caller waits for the end of his answer
 * @param most requests under way at once; what comes beyond them is not sent and counted
 * @param file where the {@link Arrival arrivals} are written, as JSON
 */
public record OpenSpec(String host, int port, List<Flow> flows, List<Phase> phases, int timeoutMillis, int most,
		String file) {

	/**
	 * One kind of callers.
	 *
	 * @param name its name
	 * @param tenant who they say they are, in the header {@code x-tenant}
	 * @param model the model, which tells the mock what to answer
	 * @param bodyBytes the length of the request's body
	 * @param events the events of a right answer
	 * @param slowMillis 0, or for how long they read as slowly as they can before they
	 * hang up
	 */
	public record Flow(String name, String tenant, String model, int bodyBytes, int events, int slowMillis) {

		byte[] request(OpenSpec spec) {
			String body = Workload.STREAM.requestBody(this.model, this.bodyBytes);
			return H1Client.request(spec.host, spec.port, "/v1/chat/completions",
					Map.of("authorization", "Bearer sk-bench", "accept", "text/event-stream", "x-tenant", this.tenant),
					body);
		}

	}

	/**
	 * A while with the same load.
	 *
	 * @param name its name
	 * @param millis how long it lasts
	 * @param rates requests a second of each flow, in their order
	 */
	public record Phase(String name, int millis, List<Double> rates) {

	}

}
