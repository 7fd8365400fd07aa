package org.llmgateway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.OpenMain;
import org.llmgateway.bench.load.OpenSpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parent's side of {@link OpenMain}.
 */
final class OpenLoad {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Child child;

	private final JsonMapper json = JsonMapper.builder().build();

	OpenLoad(Child child) throws InterruptedException {
		this.child = child;
		child.await(Pattern.compile(OpenMain.READY), LIMIT);
	}

	/**
	 * Runs all phases and waits until every request has ended.
	 * @param spec the phases
	 * @param begun called when the first phase begins
	 * @return what became of the requests
	 * @throws IOException if the process is gone
	 * @throws InterruptedException if interrupted
	 */
	List<Arrival> run(OpenSpec spec, Runnable begun) throws IOException, InterruptedException {
		this.child.send(this.json.writeValueAsString(spec));
		this.child.await(Pattern.compile(OpenMain.BEGUN), LIMIT);
		begun.run();
		Duration limit = LIMIT.plusMillis(spec.timeoutMillis());
		for (OpenSpec.Phase phase : spec.phases()) {
			limit = limit.plusMillis(phase.millis());
		}
		this.child.await(Pattern.compile(OpenMain.DONE), limit);
		return List.of(this.json.readValue(Path.of(spec.file()), Arrival[].class));
	}

}
