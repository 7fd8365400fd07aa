package org.llmgateway.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with the configuration that a reader finds, and the command that the README
 * gives.
 */
class SampleApplicationTests {

	private static final Pattern CURL = Pattern
		.compile("curl -N http://localhost:(\\d+)(/\\S+) -H '([^:]+): ([^']+)'[\\s\\\\]+-d '([^']+)'");

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = TestSampleApplication.start("--server.port=0", "--server.address=127.0.0.1");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@EnumSource(HttpClient.Version.class)
	void whenTheReadmesFirstCommandIsSentThenAnAnswerStreams(HttpClient.Version version) throws Exception {
		Matcher curl = CURL.matcher(Files.readString(Path.of("../README.md")));
		assertThat(curl.find()).as("the README has a curl line").isTrue();
		HttpRequest request = HttpRequest.newBuilder(uri(curl.group(2)))
			.version(version)
			.timeout(Duration.ofSeconds(30))
			.header(curl.group(3), curl.group(4))
			.POST(HttpRequest.BodyPublishers.ofString(curl.group(5)))
			.build();
		HttpResponse<String> response = send(request);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.version()).isEqualTo(version);
		assertThat(response.body().lines().filter((line) -> line.startsWith("data: {"))).hasSizeGreaterThan(40);
		assertThat(response.body()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void whenTheReadmeNamesAPortThenTheSampleListensOnIt() throws IOException {
		Matcher curl = CURL.matcher(Files.readString(Path.of("../README.md")));
		assertThat(curl.find()).isTrue();
		assertThat(Files.readString(Path.of("src/main/resources/application.yml"))).contains("port: " + curl.group(1));
	}

	@Test
	void whenAnAnthropicClientAsksThenItsProviderAnswers() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("/v1/messages"))
			.timeout(Duration.ofSeconds(30))
			.header("Content-Type", "application/json")
			.header("anthropic-version", "2023-06-01")
			.POST(HttpRequest.BodyPublishers.ofString("""
					{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}"""))
			.build();
		HttpResponse<String> response = send(request);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"type\":\"message\"");
	}

	private static URI uri(String path) {
		return URI
			.create("http://127.0.0.1:" + ((WebServerApplicationContext) context).getWebServer().getPort() + path);
	}

	private static HttpResponse<String> send(HttpRequest request) throws Exception {
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

}
