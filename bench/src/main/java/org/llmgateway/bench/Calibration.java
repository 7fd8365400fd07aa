package org.llmgateway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import org.llmgateway.bench.load.LoadSpec;
import org.llmgateway.bench.load.Workload;

/**
 * What a right answer looks like: asks the mock once for each workload.
 */
final class Calibration {

	private final Map<Workload, int[]> answers = new EnumMap<>(Workload.class);

	/**
	 * Asks the mock.
	 * @param mock its chat completions URL
	 * @param workloads the workloads
	 * @throws IOException if it does not answer
	 * @throws InterruptedException if interrupted
	 */
	Calibration(URI mock, Iterable<Workload> workloads) throws IOException, InterruptedException {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		for (Workload workload : workloads) {
			HttpRequest request = HttpRequest.newBuilder(mock)
				.header("content-type", "application/json")
				.header("authorization", "Bearer sk-mock")
				.timeout(Duration.ofSeconds(30))
				.POST(HttpRequest.BodyPublishers.ofString(workload.requestBody()))
				.build();
			HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
			this.answers.put(workload, judge(workload, response.statusCode(), response.body()));
		}
	}

	private static int[] judge(Workload workload, int status, String body) {
		int events = (int) body.lines().filter((line) -> line.startsWith("data:")).count();
		if (status != 200 || (workload.stream() && (events <= workload.tokens() || !body.contains("[DONE]")))) {
			throw new IllegalStateException("the mock answers " + workload + " with status " + status + ", " + events
					+ " events: " + body.substring(0, Math.min(300, body.length())));
		}
		// Identifiers may differ in length from answer to answer.
		return new int[] { workload.stream() ? events : 0, body.length() * 9 / 10 };
	}

	LoadSpec apply(Workload workload, LoadSpec spec) {
		int[] answer = this.answers.get(workload);
		return (answer != null) ? spec.withExpectation(answer[0], answer[1]) : spec;
	}

}
