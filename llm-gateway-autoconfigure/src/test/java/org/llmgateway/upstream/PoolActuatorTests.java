package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.ExchangeAutoConfiguration;
import org.llmgateway.provider.ApiKey;
import org.llmgateway.provider.ProviderAutoConfiguration;
import org.llmgateway.provider.Providers;
import org.llmgateway.upstream.EndpointState.Outcome;
import org.llmgateway.upstream.EndpointState.Turn;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the actuator shows of pools, endpoints and keys, and what it does not.
 */
class PoolActuatorTests {

	private static final String PLANTED = "sk-planted-secret-0123456789";

	private static final String SECOND = "sk-planted-second-0123456789";

	private static final String HOUR = "llm.gateway.balancing.ejection.base=1h";

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("llm.gateway.providers.openai.base-url=http://127.0.0.1:9",
				"llm.gateway.providers.openai.api-keys=" + PLANTED + "," + SECOND,
				"llm.gateway.providers.spare.base-url=http://127.0.0.1:9",
				"llm.gateway.pools.gpt.endpoints[0].provider=openai", "llm.gateway.pools.gpt.endpoints[0].weight=3",
				"llm.gateway.pools.gpt.endpoints[1].provider=spare",
				"llm.gateway.pools.gpt.endpoints[1].model=gpt-at-spare",
				"llm.gateway.pools.single.endpoints[0].provider=openai", HOUR, "llm.gateway.balancing.ejection.max=1h",
				"management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always",
				"management.endpoint.health.probes.enabled=true");

	/** No server has started that would tell. */
	private static WebTestClient client(ApplicationContext context) {
		AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
		AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
		return WebTestClient.bindToApplicationContext(context).build();
	}

	private static WebTestClient.BodyContentSpec get(ApplicationContext context, String path, int status) {
		return client(context).get().uri(path).exchange().expectStatus().isEqualTo(status).expectBody();
	}

	private static List<Endpoint> endpoints(ApplicationContext context, String pool) {
		return context.getBean(ConfiguredPools.class).members(pool);
	}

	private static void eject(Endpoint endpoint) {
		List<Turn> turns = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			turns.add(endpoint.state().begin(System.nanoTime()));
		}
		turns.forEach((turn) -> turn.end(Outcome.FAILURE, System.nanoTime()));
	}

	private static List<ApiKey> keys(ApplicationContext context) {
		return new ArrayList<>(context.getBean(Providers.class).find("openai").keys());
	}

	@Test
	void whenAllIsWellThenEndpointsAreUpAndSoIsHealth() {
		this.runner.run((context) -> {
			EndpointState state = endpoints(context, "gpt").get(0).state();
			state.begin(System.nanoTime()).firstToken(123_456_789, System.nanoTime());
			get(context, "/actuator/llmpools", 200).jsonPath("$.pools.gpt[0].provider")
				.isEqualTo("openai")
				.jsonPath("$.pools.gpt[0].weight")
				.isEqualTo(3)
				.jsonPath("$.pools.gpt[0].state")
				.isEqualTo("up")
				.jsonPath("$.pools.gpt[0].available")
				.isEqualTo(true)
				.jsonPath("$.pools.gpt[0].firstTokenMillis")
				.isEqualTo(123.46)
				.jsonPath("$.pools.gpt[0].inFlight")
				.isEqualTo(1)
				.jsonPath("$.pools.gpt[1].model")
				.isEqualTo("gpt-at-spare")
				.jsonPath("$.pools.gpt[1].firstTokenMillis")
				.doesNotExist()
				.jsonPath("$.keys.openai.length()")
				.isEqualTo(2)
				.jsonPath("$.keys.openai[0].state")
				.isEqualTo("up")
				.jsonPath("$.keys.spare")
				.doesNotExist();
			get(context, "/actuator/health", 200).jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.llmPools.components.gpt.status")
				.isEqualTo("UP");
		});
	}

	@Test
	void whenAnEndpointIsEjectedThenItsPoolIsUpUntilNoneIsLeft() {
		this.runner.run((context) -> {
			eject(endpoints(context, "gpt").get(0));
			get(context, "/actuator/llmpools", 200).jsonPath("$.pools.gpt[0].state")
				.isEqualTo("ejected")
				.jsonPath("$.pools.gpt[0].available")
				.isEqualTo(false)
				.jsonPath("$.pools.gpt[0].failures")
				.isEqualTo(5)
				.jsonPath("$.pools.gpt[0].until")
				.exists();
			get(context, "/actuator/health", 200).jsonPath("$.components.llmPools.components.gpt.details")
				.isEqualTo(Map.of("available", List.of("spare"), "unavailable", List.of("openai")));
			eject(endpoints(context, "gpt").get(1));
			get(context, "/actuator/health/llmPools/gpt", 200).jsonPath("$.status").isEqualTo("DEGRADED");
			get(context, "/actuator/health", 200).jsonPath("$.status").isEqualTo("UP");
			get(context, "/actuator/health/llmPools/single", 200).jsonPath("$.status").isEqualTo("UP");
			get(context, "/actuator/health/liveness", 200).jsonPath("$.status").isEqualTo("UP");
			get(context, "/actuator/health/readiness", 200).jsonPath("$.status").isEqualTo("UP");
		});
	}

	@Test
	void whenKeysAreOutThenHealthNamesThemByHash() {
		this.runner.run((context) -> {
			List<ApiKey> keys = keys(context);
			keys.get(0).answered(401, 0, System.nanoTime());
			get(context, "/actuator/health/llmPools/single", 200).jsonPath("$.details.keysOut.openai")
				.isEqualTo(List.of(keys.get(0).hash()));
			keys.get(1).answered(429, 60_000_000_000L, System.nanoTime());
			get(context, "/actuator/health/llmPools/single", 200).jsonPath("$.details.unavailable")
				.isEqualTo(List.of("openai"));
			get(context, "/actuator/llmpools", 200).jsonPath("$.keys.openai[0].hash")
				.isEqualTo(keys.get(0).hash())
				.jsonPath("$.keys.openai[0].state")
				.isEqualTo("out")
				.jsonPath("$.keys.openai[1].state")
				.isEqualTo("cooling")
				.jsonPath("$.keys.openai[1].until")
				.exists()
				.jsonPath("$.pools.single[0].available")
				.isEqualTo(false);
		});
	}

	@Test
	void whenTheActuatorIsAskedThenNoAnswerHoldsAKey() {
		this.runner.run((context) -> {
			keys(context).forEach((key) -> key.answered(403, 0, System.nanoTime()));
			for (String path : List.of("llmpools", "health", "configprops", "beans", "env", "conditions", "mappings")) {
				byte[] body = client(context).get()
					.uri("/actuator/" + path)
					.exchange()
					.expectBody()
					.returnResult()
					.getResponseBody();
				assertThat(body).isNotNull();
				assertThat(new String(body)).as(path).contains("{").doesNotContain(PLANTED, SECOND);
			}
		});
	}

	@Test
	void whenThereIsNoPoolThenHealthIsUp() {
		new ReactiveWebApplicationContextRunner().withUserConfiguration(Application.class)
			.run((context) -> get(context, "/actuator/health", 200).jsonPath("$.status").isEqualTo("UP"));
	}

	@Test
	void whenTheEndpointIsNotExposedThenThereIsNone() {
		new ReactiveWebApplicationContextRunner().withUserConfiguration(Application.class)
			.run((context) -> assertThat(context).doesNotHaveBean(LlmPoolsEndpoint.class));
	}

	@Test
	void whenTheIndicatorIsSwitchedOffThenThereIsNone() {
		this.runner.withPropertyValues("management.health.llmpools.enabled=false")
			.run((context) -> get(context, "/actuator/health", 200).jsonPath("$.components.llmPools").doesNotExist());
	}

	@Test
	void whenThereIsNoActuatorThenTheGatewayStarts() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class, ProviderAutoConfiguration.class,
					UpstreamAutoConfiguration.class))
			.withBean(ReactorResourceFactory.class)
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(UpstreamStage.class);
				assertThat(context).doesNotHaveBean("llmPoolsEndpoint");
			});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
