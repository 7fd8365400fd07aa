package org.llmgateway.limit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.llmgateway.inspection.InspectionAutoConfiguration;
import org.llmgateway.llm.LoadClass;
import org.llmgateway.provider.ProviderAutoConfiguration;
import org.llmgateway.upstream.UpstreamAutoConfiguration;

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
 * What the actuator and the metrics show of the limits.
 */
class LimitActuatorTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("llm.gateway.limit.budget.size=100MB", "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always");

	/** No server has started that would tell. */
	private static WebTestClient.BodyContentSpec get(ApplicationContext context, String path) {
		AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
		AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
		return WebTestClient.bindToApplicationContext(context)
			.build()
			.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
	}

	@Test
	void whenNothingIsRefusedThenHealthIsUpAndTheLimitsAreShown() {
		this.runner.run((context) -> {
			context.getBean(ByteBudget.class).take(1000, LoadClass.STANDARD);
			get(context, "/actuator/llmlimits").jsonPath("$.shedding")
				.isEmpty()
				.jsonPath("$.limits.budget.size")
				.isEqualTo(100 << 20)
				.jsonPath("$.limits.budget.bound")
				.isNumber()
				.jsonPath("$.limits.budget.used")
				.isEqualTo(1000)
				.jsonPath("$.limits.budget.streamWindow")
				.isEqualTo(16384)
				.jsonPath("$.limits.shed.budget")
				.isEqualTo(0)
				.jsonPath("$.limits.idle-connections.idle")
				.isEqualTo(0);
			get(context, "/actuator/health").jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.llmLimits.status")
				.isEqualTo("UP");
		});
	}

	@Test
	void whenRequestsAreRefusedThenHealthIsDegradedAndTheApplicationUp() {
		this.runner.run((context) -> {
			context.getBean(ShedCounts.class).shed(ShedReason.BUDGET);
			get(context, "/actuator/llmlimits").jsonPath("$.shedding[0]")
				.isEqualTo("budget")
				.jsonPath("$.limits.shed.budget")
				.isEqualTo(1);
			get(context, "/actuator/health").jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.llmLimits.status")
				.isEqualTo("DEGRADED")
				.jsonPath("$.components.llmLimits.details.shedding[0]")
				.isEqualTo("budget");
		});
	}

	@Test
	void whenRequestsAreRefusedThenAMetricCountsThemByReason() {
		this.runner.run((context) -> {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(LimitMetrics.class).bindTo(registry);
			context.getBean(ShedCounts.class).shed(ShedReason.MEMORY);
			assertThat(registry.get("llm.gateway.shed").tag("reason", "memory").functionCounter().count()).isEqualTo(1);
			assertThat(registry.get("llm.gateway.shed").tag("reason", "budget").functionCounter().count()).isZero();
		});
	}

	@Test
	void whenTheBudgetIsSwitchedOffThenThereIsNone() {
		this.runner.withPropertyValues("llm.gateway.limit.budget.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ByteBudget.class).hasSingleBean(BudgetStage.class);
			get(context, "/actuator/llmlimits").jsonPath("$.limits.budget").doesNotExist();
		});
	}

	@Test
	void whenTheIndicatorIsSwitchedOffThenThereIsNone() {
		this.runner.withPropertyValues("management.health.llmlimits.enabled=false")
			.run((context) -> get(context, "/actuator/health").jsonPath("$.components.llmLimits").doesNotExist());
	}

	@Test
	void whenThereIsNeitherActuatorNorMicrometerThenTheGatewayStarts() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LimitAutoConfiguration.class, InspectionAutoConfiguration.class,
					ProviderAutoConfiguration.class, UpstreamAutoConfiguration.class))
			.withBean(ReactorResourceFactory.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate",
					"org.springframework.boot.health", "io.micrometer.core"))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(BudgetStage.class);
				assertThat(context).doesNotHaveBean("llmLimitsEndpoint").doesNotHaveBean("llmLimitMetrics");
			});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
