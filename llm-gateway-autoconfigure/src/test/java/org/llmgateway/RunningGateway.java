package org.llmgateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.llmgateway.test.OpenBuffers;
import org.llmgateway.test.MockLlm;
import reactor.core.publisher.Hooks;

import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with the gateway in it, on a real port in front of a mock provider that
 * speaks both dialects; closing it closes both.
 */
public final class RunningGateway implements AutoCloseable {

	/** Every time-out that is not the matter of a test. */
	public static final Duration MINUTE = Duration.ofMinutes(1);

	/** How long a test waits for what ought to happen at once. */
	public static final Duration PROMPTLY = Duration.ofSeconds(10);

	private static final Queue<Throwable> DROPPED = new ConcurrentLinkedQueue<>();

	static {
		Hooks.onErrorDropped(DROPPED::add);
	}

	private final MockLlm mock;

	private final ConfigurableApplicationContext context;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private RunningGateway(MockLlm mock, ConfigurableApplicationContext context) {
		this.mock = mock;
		this.context = context;
	}

	/**
	 * Prepares an application.
	 * @param sources its configuration classes
	 * @return a builder
	 */
	public static Builder of(Class<?>... sources) {
		return new Builder(sources);
	}

	public MockLlm mock() {
		return this.mock;
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	public String url(String path) {
		return "http://127.0.0.1:" + port() + path;
	}

	public Answer get(String path, String... headers) {
		return send(request(path, headers).GET());
	}

	public Answer post(String path, String body, String... headers) {
		return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	public Answer post(String path, byte[] body, String... headers) {
		HttpRequest.Builder request = request(path, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body));
		if (!List.of(headers).contains("content-type")) {
			request.header("content-type", "application/json");
		}
		return send(request);
	}

	public HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path))).timeout(MINUTE);
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	public Answer send(HttpRequest.Builder request) {
		HttpResponse<byte[]> response = this.client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
			.orTimeout(MINUTE.toSeconds(), TimeUnit.SECONDS)
			.join();
		return new Answer(response.statusCode(), response.headers(), response.body());
	}

	/**
	 * What holds after each test: the gateway is healthy, nothing is under way, no buffer
	 * is left, no error was swallowed.
	 */
	public void assertUnharmed() {
		Answer health = get("/actuator/health");
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.text()).contains("\"UP\"");
		awaitNoBuffers();
		Awaitility.await().atMost(PROMPTLY).until(() -> this.mock.activeRequests() == 0);
		List<Throwable> dropped = new ArrayList<>();
		for (Throwable error = DROPPED.poll(); error != null; error = DROPPED.poll()) {
			dropped.add(error);
		}
		assertThat(dropped).isEmpty();
	}

	/**
	 * Waits until no buffer is left; one that is on its way out is given back soon.
	 */
	public static void awaitNoBuffers() {
		OpenBuffers.awaitNone(PROMPTLY);
	}

	@Override
	public void close() {
		this.context.close();
		this.mock.close();
	}

	/**
	 * A whole answer.
	 *
	 * @param status the status
	 * @param headers the headers
	 * @param body the body
	 */
	public record Answer(int status, HttpHeaders headers, byte[] body) {

		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		public @Nullable String header(String name) {
			return this.headers.firstValue(name).orElse(null);
		}

	}

	/** Collects the properties of a {@link RunningGateway}. */
	public static final class Builder {

		private final Class<?>[] sources;

		private final Map<String, Object> properties = new LinkedHashMap<>();

		private boolean models = true;

		private Builder(Class<?>... sources) {
			this.sources = sources;
		}

		public Builder door(String door) {
			return with("llm.gateway.door", door);
		}

		public Builder with(String property, Object value) {
			this.properties.put(property, value);
			return this;
		}

		/**
		 * Leaves providers, pools and models to the test.
		 * @return this builder
		 */
		public Builder withoutModels() {
			this.models = false;
			return this;
		}

		public RunningGateway start() {
			MockLlm mock = MockLlm.start();
			try {
				return new RunningGateway(mock, start(mock));
			}
			catch (RuntimeException ex) {
				mock.close();
				throw ex;
			}
		}

		private ConfigurableApplicationContext start(MockLlm mock) {
			Map<String, Object> all = new LinkedHashMap<>();
			all.put("server.port", 0);
			all.put("server.address", "127.0.0.1");
			all.put("mock.url", mock.baseUrl());
			// What one test lets fail must not be left out, or made again, in the next.
			all.put("llm.gateway.failover.attempts", 1);
			all.put("llm.gateway.balancing.ejection.failures", 0);
			all.put("llm.gateway.keys.retry", "1ns");
			all.put("llm.gateway.keys.max-cool-down", "0s");
			if (this.models) {
				addModels(all, mock);
			}
			all.putAll(this.properties);
			return new SpringApplicationBuilder(this.sources).bannerMode(Banner.Mode.OFF)
				.registerShutdownHook(false)
				.run(all.entrySet()
					.stream()
					.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
					.toArray(String[]::new));
		}

		private static void addModels(Map<String, Object> all, MockLlm mock) {
			String[][] models = { { "openai", "gpt", "gpt-*" }, { "anthropic", "claude", "claude-*" } };
			for (int i = 0; i < models.length; i++) {
				String provider = "llm.gateway.providers." + models[i][0];
				all.put(provider + ".dialect", models[i][0]);
				all.put(provider + ".base-url", mock.baseUrl());
				all.put(provider + ".api-keys", "sk-" + models[i][0]);
				all.put("llm.gateway.pools." + models[i][1] + ".endpoints[0].provider", models[i][0]);
				all.put("llm.gateway.models[" + i + "].match[0]", models[i][2]);
				all.put("llm.gateway.models[" + i + "].match[1]", models[i][1] + "-named");
				all.put("llm.gateway.models[" + i + "].pools[0]", models[i][1]);
			}
		}

	}

}
