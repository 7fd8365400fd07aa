package org.llmgateway.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Answers under way at once are bounded, and who waits keeps his turn.
 */
class MockSlotsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String ENDLESS = "mock:tokens=2:stall=1";

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@Test
	void whenAllSlotsAreTakenThenTheNextWaitsAndOneMoreIsRefused() {
		try (MockLlm mock = MockLlm.builder().slots(1).queue(1, 429).start()) {
			CompletableFuture<HttpResponse<String>> first = post(mock, ENDLESS);
			mock.awaitRequest(LIMIT);
			CompletableFuture<HttpResponse<String>> second = post(mock, "mock:tokens=2");
			mock.awaitRequest(LIMIT);
			HttpResponse<String> third = post(mock, "mock:tokens=2").join();
			assertThat(third.statusCode()).isEqualTo(429);
			assertThat(third.headers().firstValue("retry-after")).contains("1");
			assertThat(second).isNotDone();
			first.cancel(true);
			assertThat(second).succeedsWithin(LIMIT).extracting(HttpResponse::statusCode).isEqualTo(200);
			await().atMost(LIMIT).until(() -> mock.activeRequests() == 0);
		}
	}

	@Test
	void whenOneLeavesTheQueueThenTheOthersGoOnAndNoSlotIsLost() {
		try (MockLlm mock = MockLlm.builder().slots(1).start()) {
			CompletableFuture<HttpResponse<String>> first = post(mock, ENDLESS);
			mock.awaitRequest(LIMIT);
			CompletableFuture<HttpResponse<String>> second = post(mock, "mock:tokens=2");
			mock.awaitRequest(LIMIT);
			second.cancel(true);
			await().atMost(LIMIT).until(() -> mock.activeRequests() == 1);
			CompletableFuture<HttpResponse<String>> third = post(mock, "mock:tokens=2");
			mock.awaitRequest(LIMIT);
			assertThat(third).isNotDone();
			first.cancel(true);
			assertThat(third).succeedsWithin(LIMIT).extracting(HttpResponse::statusCode).isEqualTo(200);
			assertThat(post(mock, "mock:tokens=2")).succeedsWithin(LIMIT);
		}
	}

	private CompletableFuture<HttpResponse<String>> post(MockLlm mock, String model) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(mock.baseUrl() + "/v1/chat/completions"))
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[]}",
					StandardCharsets.UTF_8))
			.build();
		return this.client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
	}

}
