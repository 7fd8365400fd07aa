package org.llmgateway.exchange;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.llmgateway.llm.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which paths are the gateway's, and which are let through.
 */
class PathTests {

	private final PassThrough through = new PassThrough("a", "/openai", List.of("/v1/batches", "/v1/threads/**"),
			Set.of("GET", "POST"), 1);

	@ParameterizedTest
	@CsvSource({ "GET,/openai/v1/batches,/v1/batches", "POST,/openai/v1/batches,/v1/batches",
			"GET,/openai/v1/threads,/v1/threads", "GET,/openai/v1/threads/,/v1/threads/",
			"GET,/openai/v1/threads/1/runs,/v1/threads/1/runs", "GET,/openai/v1/threads/a%20b,/v1/threads/a%20b",
			"GET,/openai/v1/threads/a.b..c,/v1/threads/a.b..c" })
	void whenAPathIsNamedThenItIsLetThroughWithoutItsPrefix(String method, String path, String target) {
		assertThat(this.through.match(method, path)).isEqualTo(target);
	}

	@ParameterizedTest
	@CsvSource({ "DELETE,/openai/v1/batches", "get,/openai/v1/batches", "GET,/v1/batches", "GET,/openai",
			"GET,/openai/v1/batches/", "GET,/openai/v1/batches/1", "GET,/openaiv1/batches", "GET,/openai/v1/Batches",
			"GET,/openai/v1/threadsx", "GET,/openai/v1/files" })
	void whenAPathOrMethodIsNotNamedThenItIsNotLetThrough(String method, String path) {
		assertThat(this.through.match(method, path)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/openai/v1/threads/../admin", "/openai/v1/threads/./x", "/openai/v1/threads/..",
			"/openai/v1/threads/%2e%2e/admin", "/openai/v1/threads/%2E%2E/admin", "/openai/v1/threads/..%2fadmin",
			"/openai/v1/threads/a%2Fb", "/openai/v1/threads//admin", "/openai//v1/threads/x", "//openai/v1/threads/x",
			"/openai/v1/threads/a;b=c", "/openai/v1/threads/..;/admin", "/openai/v1/threads/a\\b",
			"/openai/v1/threads/a%5cb", "/openai/v1/threads/a%5Cb", "/openai/v1/threads/%252e%252e/admin",
			"/openai/v1/threads/a%00", "/openai/../openai/v1/batches", "/openai/%2e/v1/batches",
			"/openai/v1/threads/.hidden" })
	void whenAPathMayBeReadInTwoWaysThenItIsNotLetThrough(String path) {
		assertThat(this.through.match("GET", path)).isNull();
	}

	@Test
	void whenThePatternIsEverythingThenEverythingPlainIsLetThrough() {
		PassThrough all = new PassThrough("a", "", List.of("/**"), Set.of("GET"), 1);
		assertThat(all.match("GET", "/")).isEqualTo("/");
		assertThat(all.match("GET", "/x/y")).isEqualTo("/x/y");
		assertThat(all.match("GET", "/x/../y")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions,CHAT", "/v1/completions,COMPLETION", "/v1/embeddings,EMBEDDING",
			"/v1/responses,RESPONSE", "/v1/messages,MESSAGE", "/v1/messages/count_tokens,COUNT_TOKENS",
			"/v1/models,MODELS", "/v1/audio/speech,AUDIO", "/v1/images/generations,IMAGE", "/v1/files,FILE",
			"/v1/files/file-1/content,FILE" })
	void whenAPathIsASurfaceThenItsOperationIsKnown(String path, Operation operation) {
		assertThat(Surface.of(path)).isNotNull().extracting(Surface::operation).isEqualTo(operation);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "", "/v1", "/v1/", "/v1/chat", "/v1/chat/completions/", "/v1/Chat/completions",
			"/v2/chat/completions", "/v1//chat/completions", "/v1/audio", "/v1/images", "/v1/filesx", "/v1/files/../x",
			"/v1/files/%2e%2e/x", "/v1/audio/a;b", "/v1/images//x", "/v1/batches", "/x/v1/chat/completions" })
	void whenAPathIsNoSurfaceThenThereIsNone(String path) {
		assertThat(Surface.of(path)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/team-a/chat/completions,/v1/chat/completions", "/team-a/v1/chat/completions,/v1/chat/completions",
			"/x/completions,/v1/completions", "/x/messages/count_tokens,/v1/messages/count_tokens",
			"/chat/completions,/v1/chat/completions", "/a/b/messages,/v1/messages", "/x/v1/files/1,/v1/files/1",
			"/v1/models,/v1/models" })
	void whenACustomPathEndsWithASurfaceThenTheLongestIsFound(String path, String surface) {
		assertThat(Surface.endOf(path)).isEqualTo(surface);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/team-a", "/team-a/chat", "/xcompletions", "/messages/count", "/x/files/1", "/" })
	void whenACustomPathEndsWithNoSurfaceThenThereIsNone(String path) {
		assertThat(Surface.endOf(path)).isNull();
	}

}
