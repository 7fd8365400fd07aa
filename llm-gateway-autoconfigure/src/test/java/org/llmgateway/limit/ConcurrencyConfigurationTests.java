package org.llmgateway.limit;

import java.util.Map;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.LimitReport;
import org.llmgateway.exchange.PoolGate;
import org.llmgateway.inspection.InspectionAutoConfiguration;
import org.llmgateway.provider.ProviderAutoConfiguration;
import org.llmgateway.upstream.UpstreamAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limits are off unless they are set, and what cannot work fails at start.
 */
class ConcurrencyConfigurationTests {

	private static final String PREFIX = "llm.gateway.limit.concurrency.";

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LimitAutoConfiguration.class, InspectionAutoConfiguration.class,
				ProviderAutoConfiguration.class, UpstreamAutoConfiguration.class))
		.withBean(ReactorResourceFactory.class)
		.withPropertyValues("llm.gateway.providers.a.base-url=http://localhost:1",
				"llm.gateway.pools.main.endpoints[0].provider=a");

	@Test
	void whenNothingIsSetThenThereIsNoLimit() {
		this.runner.run((context) -> {
			ConfiguredLimits limits = context.getBean(ConfiguredLimits.class);
			assertThat(limits.total()).isNull();
			assertThat(limits.pools()).isEmpty();
			assertThat(context.getBean(PoolGate.class).enter("main", 0)).isSameAs(PoolGate.Place.FREE);
			assertThat(context.getBean(ConcurrencyReport.class).report()).isEqualTo(Map.of("mode", "off"));
			assertThat(context.getBeansOfType(LimitReport.class).values()).extracting(LimitReport::name)
				.contains("concurrency", "pools");
		});
	}

	@Test
	void whenLimitsAreSetThenTheyAreThereAndShown() {
		this.runner
			.withPropertyValues(PREFIX + "mode=adaptive", PREFIX + "initial=20", PREFIX + "pools.main.mode=fixed",
					PREFIX + "pools.main.max=7")
			.run((context) -> {
				PoolGate gate = context.getBean(PoolGate.class);
				for (int i = 0; i < 7; i++) {
					assertThat(gate.enter("main", 0)).isNotNull();
				}
				assertThat(gate.enter("main", System.nanoTime())).isNull();
				assertThat(context.getBean(PoolLimits.class).report())
					.isEqualTo(Map.of("main", Map.of("limit", 7, "inFlight", 7, "rejected", 1L)));
				assertThat(context.getBean(PoolLimits.class).isShedding()).isTrue();
				assertThat(context.getBean(ConcurrencyReport.class).report()).containsEntry("limit", 20)
					.containsEntry("waiting", 0);
				SimpleMeterRegistry registry = new SimpleMeterRegistry();
				context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
				assertThat(registry.get("llm.gateway.concurrency.limit").gauge().value()).isEqualTo(20);
				assertThat(registry.get("llm.gateway.pool.concurrency.in.flight").tag("pool", "main").gauge().value())
					.isEqualTo(7);
				assertThat(registry.get("llm.gateway.shed").tag("reason", "queue-full").functionCounter().count())
					.isZero();
			});
	}

	@Test
	void whenAPlaceIsLeftTwiceThenItIsFreeOnce() {
		this.runner.withPropertyValues(PREFIX + "pools.main.mode=fixed", PREFIX + "pools.main.max=2").run((context) -> {
			PoolGate gate = context.getBean(PoolGate.class);
			PoolGate.Place place = gate.enter("main", 0);
			assertThat(place).isNotNull();
			assertThat(gate.enter("main", 0)).isNotNull();
			place.leave(false, 1);
			place.leave(false, 1);
			assertThat(gate.enter("main", 0)).isNotNull();
			assertThat(gate.enter("main", 0)).isNull();
		});
	}

	@ParameterizedTest
	@CsvSource({ "max,0", "max,-1", "min,0", "min,2000", "initial,5", "initial,2000", "tolerance,0.9", "tolerance,NaN",
			"window,0s", "window,-1s", "probe,-1s", "probe,2d", "queue.per-tenant,-1", "queue.total,-1",
			"queue.timeout,0s", "queue.weights.a,0", "pools.main.max,0", "pools.main.min,0", "pools.other.max,1" })
	void whenALimitCannotWorkThenTheStartFailsAndNamesIt(String name, String value) {
		this.runner
			.withPropertyValues(PREFIX + "mode=adaptive", PREFIX + "pools.main.mode=adaptive",
					PREFIX + name + "=" + value)
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOfSatisfying(ConfigurationFault.class, (fault) -> assertThat(fault.property())
						.isEqualTo(PREFIX + (name.startsWith("pools.other") ? "pools.*" : name)));
			});
	}

}
