package org.llmgateway.limit;

import java.time.Duration;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.exchange.ConfigurationFault;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.http.client.ReactorResourceFactory;

import org.llmgateway.inspection.InspectionAutoConfiguration;
import org.llmgateway.provider.ProviderAutoConfiguration;
import org.llmgateway.upstream.UpstreamAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Memory is watched by default, and no longer than the application lives.
 */
class MemoryConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LimitAutoConfiguration.class, InspectionAutoConfiguration.class,
				ProviderAutoConfiguration.class, UpstreamAutoConfiguration.class))
		.withBean(ReactorResourceFactory.class);

	@Test
	void whenNothingIsConfiguredThenMemoryIsWatchedUntilTheEnd() {
		long before = threads();
		this.runner.run((context) -> {
			MemoryMonitor monitor = context.getBean(MemoryMonitor.class);
			assertThat(monitor.isRunning()).isTrue();
			assertThat(threads()).isEqualTo(before + 1);
			// There is direct or live memory in use once somebody has looked.
			Awaitility.await().until(() -> context.getBean(MemoryLevel.class).value() > 0);
			assertThat(context.getBean(MemoryLevel.class).isFull()).isFalse();
			assertThat(monitor.names()).containsExactly("heap", "collector", "direct", "container");
			assertThat(context).hasSingleBean(MemoryReport.class).hasSingleBean(PressureStage.class);
		});
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> threads() == before);
	}

	@Test
	void whenItIsSwitchedOffThenNothingRuns() {
		long before = threads();
		this.runner.withPropertyValues("llm.gateway.limit.memory.enabled=false").run((context) -> {
			assertThat(context.getBean(MemoryLevel.class)).isInstanceOf(PlentyOfMemory.class);
			assertThat(context).doesNotHaveBean(PressureStage.class).doesNotHaveBean(MemoryReport.class);
			assertThat(threads()).isEqualTo(before);
		});
	}

	@Test
	void whenMicrometerIsThereThenLevelsAreMetrics() {
		this.runner.run((context) -> {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
			for (String source : context.getBean(MemoryMonitor.class).names()) {
				assertThat(registry.get("llm.gateway.memory.level").tag("source", source).gauge().value())
					.isBetween(0.0, 1.0);
			}
			assertThat(registry.get("llm.gateway.shed").tag("reason", "full").functionCounter().count()).isZero();
		});
	}

	@Test
	void whenMicrometerIsMissingThenMemoryIsWatchedAllTheSame() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasSingleBean(MemoryMonitor.class));
	}

	@ParameterizedTest
	@CsvSource({ "interval=1ms, interval", "trust=-1s, trust", "zone.step=0s, zone.step",
			"collector-time=1.5, collector-time", "zone.low=0.8, zone.low", "zone.high=1.2, zone.high",
			"zone.give-back=0.9, zone.give-back", "zone.growth=-1, zone.growth", "shed.sheddable=0.8, shed.sheddable",
			"shed.standard=0.6, shed.sheddable", "shed.critical=0.96, shed.critical", "shed.all=1.1, shed.all",
			"hysteresis=0.7, hysteresis", "hysteresis=NaN, hysteresis" })
	void whenMarksMakeNoSenseThenTheStartFails(String property, String named) {
		this.runner.withPropertyValues("llm.gateway.limit.memory." + property).run((context) -> {
			Throwable cause = context.getStartupFailure();
			while (cause != null && !(cause instanceof ConfigurationFault)) {
				cause = cause.getCause();
			}
			assertThat(cause).isInstanceOfSatisfying(ConfigurationFault.class, (fault) -> {
				assertThat(fault.property()).isEqualTo("llm.gateway.limit.memory." + named);
				assertThat(fault.action()).startsWith("Set a ");
			});
		});
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals(MemoryMonitor.THREAD))
			.count();
	}

}
