package org.llmgateway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

import org.llmgateway.bench.load.LoadMain;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.LoadSpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parent's side of {@link LoadMain}.
 */
final class LoadGenerator {

	private static final Pattern JSON = Pattern.compile("^\\{.*");

	private static final Duration SLACK = Duration.ofSeconds(60);

	private final Child child;

	private final JsonMapper json = JsonMapper.builder().build();

	LoadGenerator(Child child, Duration limit) throws InterruptedException {
		this.child = child;
		child.await(Pattern.compile(LoadMain.READY), limit);
	}

	/**
	 * Runs a window and waits for it.
	 * @param spec the window
	 * @return what was seen
	 * @throws IOException if the process is gone
	 * @throws InterruptedException if interrupted
	 */
	LoadResult run(LoadSpec spec) throws IOException, InterruptedException {
		this.child.send(this.json.writeValueAsString(spec));
		Duration limit = SLACK.plusMillis(spec.rampMillis()).plusMillis(spec.windowMillis());
		return this.json.readValue(this.child.await(JSON, limit).group(), LoadResult.class);
	}

}
