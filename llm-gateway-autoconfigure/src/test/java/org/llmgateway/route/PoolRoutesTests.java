package org.llmgateway.route;

import java.net.URI;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.exchange.ConfigurationFault;

import org.springframework.cloud.gateway.route.RouteDefinition;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Routes that lead to pools, as they are configured.
 */
class PoolRoutesTests {

	@ParameterizedTest
	@ValueSource(strings = { "llm://main", "llm://by-model", "https://elsewhere", "lb://main-2" })
	void whenARouteLeadsSomewhereThenItIsTaken(String uri) {
		assertThatNoException().isThrownBy(() -> PoolRoutes.check(routes(uri), Set.of("main")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mian", "my_pool" })
	void whenARouteNamesNoPoolThenTheStartFails(String name) {
		assertThatExceptionOfType(ConfigurationFault.class)
			.isThrownBy(() -> PoolRoutes.check(routes("llm://" + name), Set.of("main")))
			.withMessage("there is no pool '" + name + "'; configured are [main]")
			.matches((fault) -> fault.property().equals("spring.cloud.gateway.server.webflux.routes[1].uri"));
	}

	@Test
	void whenARouteHasNoUriYetThenItIsLeftToSpringCloudGateway() {
		assertThatNoException().isThrownBy(() -> PoolRoutes.check(List.of(new RouteDefinition()), Set.of()));
	}

	private static List<RouteDefinition> routes(String uri) {
		RouteDefinition first = new RouteDefinition();
		first.setUri(URI.create("http://first"));
		RouteDefinition second = new RouteDefinition();
		second.setUri(URI.create(uri));
		return List.of(first, second);
	}

}
