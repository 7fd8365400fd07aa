package org.llmgateway.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;

import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each gateway filter has a page, and the routes on the pages have the filters and serve.
 */
class FilterPagesTests {

	private static final Path PAGES = Path.of("../docs/filters");

	private static final Path SOURCES = Path.of("src/main/java/org/llmgateway/route");

	private static final String SUFFIX = "GatewayFilterFactory.java";

	private final MockLlm mock = MockLlm.start();

	private @Nullable DocumentedApplication application;

	@AfterEach
	void stop() {
		if (this.application != null) {
			this.application.close();
		}
		this.mock.close();
	}

	@Test
	void whenThereIsAFilterThenThereIsAPageAndTheOtherWayRound() {
		assertThat(files(PAGES)).containsExactlyInAnyOrderElementsOf(files(SOURCES).stream()
			.filter((name) -> name.endsWith(SUFFIX))
			.map((name) -> page(name.substring(0, name.length() - SUFFIX.length())))
			.toList());
	}

	private static List<String> files(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** {@code StreamTimeouts} has the page {@code stream-timeouts.md}. */
	private static String page(String filter) {
		return filter.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + ".md";
	}

	@Test
	void whenAPageIsReadThenItNamesTheDirectDoor() {
		for (String name : files(PAGES)) {
			assertThat(MarkdownPage.of("docs/filters/" + name).text()).as(name).contains("the direct door");
		}
	}

	@Test
	void whenTheRoutesOfAPageAreTakenThenTheyHaveTheFilter() {
		assertThat(filters("stream-timeouts", "reasoning")).contains("[StreamTimeouts]");
		assertThat(filters("stream-timeouts", "events")).contains("[StreamTimeouts]");
		assertThat(filters("sse-heartbeat", "chat")).contains("[SseHeartbeat]");
		assertThat(filters("sse-heartbeat", "events")).contains("[SseHeartbeat]");
		assertThat(filters("sse-errors", "own-models")).contains("[SseErrors]");
		assertThat(filters("llm-failover", "batch")).contains("[LlmFailover]");
		assertThat(filters("load-class", "batch")).contains("[LoadClass]");
	}

	private List<String> filters(String page, String id) {
		start(page, "https://none.example.org");
		Route route = application().route(id);
		return route.getFilters().stream().map(GatewayFilter::toString).toList();
	}

	@Test
	void whenAnUpstreamBreaksOffThenTheCallerSeesTheEventOfThePage() {
		start("sse-errors", "http://models.example.org:8000");
		HttpResponse<String> response = Caller.post(application().url("/v1/chat/completions"),
				"{\"model\":\"llama:tokens=9:cut=3\",\"stream\":true,\"messages\":[]}");
		assertThat(response.statusCode()).isEqualTo(200);
		String event = MarkdownPage.of("docs/filters/sse-errors.md").blocks("text").get(0).text().strip();
		assertThat(response.body()).endsWith("\n\n" + event + "\n\n");
	}

	private DocumentedApplication application() {
		return Objects.requireNonNull(this.application);
	}

	private void start(String page, String upstream) {
		if (this.application != null) {
			this.application.close();
		}
		String yaml = MarkdownPage.of("docs/filters/" + page + ".md").blocks("yaml").get(0).text();
		this.application = DocumentedApplication.start(this.mock.baseUrl(),
				yaml.replace(upstream, this.mock.baseUrl()));
	}

}
