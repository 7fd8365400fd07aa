package org.llmgateway.route;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.llm.LoadClass;

import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A gateway filter that is written wrongly fails at start and says what is allowed.
 */
class FilterDefinitionsTests {

	private static final String PROPERTY = "spring.cloud.gateway.server.webflux.routes[1].filters[1]";

	private static GatewayProperties routes(String uri, FilterDefinition filter) {
		RouteDefinition first = new RouteDefinition();
		first.setUri(URI.create("http://example.org"));
		RouteDefinition route = new RouteDefinition();
		route.setUri(URI.create(uri));
		route.setFilters(List.of(new FilterDefinition("StripPrefix=1"), filter));
		GatewayProperties properties = new GatewayProperties();
		properties.setRoutes(List.of(first, route));
		return properties;
	}

	private static FilterDefinition longForm(String name, Map<String, String> args) {
		FilterDefinition filter = new FilterDefinition();
		filter.setName(name);
		filter.setArgs(args);
		return filter;
	}

	@ParameterizedTest
	@ValueSource(strings = { "StreamTimeouts=first-token:5m,idle:2m,total:30m", "StreamTimeouts=write-stall:0",
			"StreamTimeouts=#{@times}", "SseHeartbeat=15s", "SseHeartbeat=15s,before-headers:true",
			"SseHeartbeat=period:1500ms", "SseHeartbeat=before-headers:false", "SseErrors", "LlmFailover=attempts:3",
			"LlmFailover=attempts:1,first-token:false", "LoadClass=sheddable", "LoadClass=load-class:standard",
			"AddRequestHeader=a, b" })
	void whenAFilterIsRightThenItIsTaken(String filter) {
		FilterDefinitions.check(routes("llm://gpt", new FilterDefinition(filter)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"StreamTimeouts=first-tokn:5m | 'first-tokn:5m' is not known; allowed are [first-token, idle, total, write-stall]",
			"StreamTimeouts=5m | '5m' is not known; allowed are [first-token, idle, total, write-stall]",
			"StreamTimeouts=idle:soon | idle is 'soon', which is not a time such as 15s or 5m, or 0 for none",
			"StreamTimeouts=idle:-1s | idle is '-1s', which is not a time",
			"StreamTimeouts=idle:99999999999999999999d | which is not a time",
			"StreamTimeouts=idle:1m,idle:2m | 'idle' is set twice", "StreamTimeouts | nothing is set; allowed are",
			"SseHeartbeat=often | period is 'often', which is not a time", "SseHeartbeat | nothing is set; allowed are",
			"SseHeartbeat=15s,before-headers:yes | before-headers is 'yes', which is not true or false",
			"SseErrors=true | 'true' is not known; it takes no settings",
			"LlmFailover=3 | '3' is not known; allowed are [attempts, first-token]",
			"LlmFailover=attempts:0 | attempts is '0', which is not a whole number from 1 on",
			"LoadClass=urgent | load-class is 'urgent', which is not sheddable or standard",
			"LoadClass=critical | load-class is 'critical', which is not sheddable or standard",
			"LoadClass | nothing is set; allowed are [load-class]",
			"LlmFailover=attempts:many | attempts is 'many', which is not a whole number" })
	void whenAFilterIsWrongThenTheStartFailsAndSaysWhy(String filter, String reason) {
		FilterDefinition definition = new FilterDefinition(filter);
		assertThatExceptionOfType(ConfigurationFault.class)
			.isThrownBy(() -> FilterDefinitions.check(routes("llm://gpt", definition)))
			.withMessageContaining(definition.getName() + " filter: ")
			.withMessageContaining(reason)
			.satisfies((fault) -> {
				assertThat(fault.property()).isEqualTo(PROPERTY);
				assertThat(fault.value()).isEqualTo(filter);
				assertThat(fault.action()).contains(definition.getName());
			});
	}

	@Test
	void whenTheLongFormIsWrongThenTheStartFailsToo() {
		FilterDefinitions.check(routes("llm://gpt",
				longForm("StreamTimeouts", Map.of("first-token", "5m", "writeStall", "1s", "IDLE", "1s"))));
		for (Map<String, String> args : List.of(Map.of("first", "5m"), Map.of("idle", "soon"),
				Map.<String, String>of())) {
			assertThatExceptionOfType(ConfigurationFault.class)
				.isThrownBy(() -> FilterDefinitions.check(routes("llm://gpt", longForm("StreamTimeouts", args))))
				.withMessageContaining("StreamTimeouts filter: ");
		}
	}

	@Test
	void whenADefaultFilterIsWrongThenTheStartFails() {
		GatewayProperties properties = new GatewayProperties();
		properties.setDefaultFilters(List.of(new FilterDefinition("LlmFailover=attempts:x")));
		assertThatExceptionOfType(ConfigurationFault.class).isThrownBy(() -> FilterDefinitions.check(properties))
			.satisfies((fault) -> assertThat(fault.property())
				.isEqualTo("spring.cloud.gateway.server.webflux.default-filters[0]"));
	}

	@Test
	void whenAnOrdinaryRouteIsPromisedWhatOnlyPoolsCanThenTheStartFails() {
		for (String filter : List.of("LlmFailover=attempts:3", "LoadClass=sheddable",
				"SseHeartbeat=15s,before-headers:true")) {
			assertThatExceptionOfType(ConfigurationFault.class)
				.isThrownBy(() -> FilterDefinitions.check(routes("lb://chat", new FilterDefinition(filter))))
				.withMessageContaining("does not lead to llm://");
		}
		FilterDefinitions.check(routes("http://chat", new FilterDefinition("SseHeartbeat=15s,before-headers:false")));
	}

	@Test
	void whenARouteIsMadeInAnyOtherWayThenTheFactoryRefuses() {
		LlmFailoverGatewayFilterFactory failover = new LlmFailoverGatewayFilterFactory();
		assertThatIllegalArgumentException().isThrownBy(() -> failover.apply((config) -> config.setAttempts(0)))
			.withMessageContaining("LlmFailover filter: attempts is '0'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> failover.apply((config) -> config.setArguments(List.of("attempts:x"))))
			.withMessageContaining("LlmFailover filter: attempts is 'x'");
		assertThatIllegalArgumentException().isThrownBy(() -> failover.apply((config) -> {
		})).withMessageContaining("nothing is set");
		LoadClassGatewayFilterFactory loadClass = new LoadClassGatewayFilterFactory();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> loadClass.apply((config) -> config.setLoadClass(LoadClass.CRITICAL)))
			.withMessageContaining("load-class is 'critical'");
		assertThatIllegalArgumentException().isThrownBy(
				() -> FilterConfig.check(StreamTimeoutsGatewayFilterFactory.SYNTAX, "idle", Duration.ofSeconds(-1)));
	}

}
