package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.llmgateway.llm.Dialect;
import org.llmgateway.provider.ProviderFixture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints are picked by weight, among those that speak the dialect.
 */
class EndpointPickerTests {

	private static Endpoint endpoint(String name, Dialect dialect, int weight) {
		return new Endpoint(ProviderFixture.speaking(name, dialect), weight, null);
	}

	private final List<Endpoint> endpoints = List.of(endpoint("a", Dialect.OPENAI, 1),
			endpoint("other", Dialect.ANTHROPIC, 100), endpoint("off", Dialect.OPENAI, 0),
			endpoint("b", Dialect.OPENAI, 3));

	@Test
	void whenWeightsDifferThenEachPointHasItsEndpoint() {
		List<String> picked = new ArrayList<>();
		List<Integer> bounds = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int point = i;
			Endpoint endpoint = new EndpointPicker((bound) -> {
				bounds.add(bound);
				return point;
			}).pick(this.endpoints, Dialect.OPENAI);
			assertThat(endpoint).isNotNull();
			picked.add(endpoint.provider().name());
		}
		assertThat(picked).containsExactly("a", "b", "b", "b");
		assertThat(bounds).containsOnly(4);
	}

	@Test
	void whenOnlyOneFitsThenNoNumberIsDrawn() {
		EndpointPicker picker = new EndpointPicker((bound) -> {
			throw new AssertionError("drawn");
		});
		assertThat(picker.pick(this.endpoints, Dialect.ANTHROPIC)).isSameAs(this.endpoints.get(1));
	}

	@Test
	void whenNoneFitsThenNoneIsPicked() {
		EndpointPicker picker = new EndpointPicker((bound) -> 0);
		assertThat(picker.pick(List.of(), Dialect.OPENAI)).isNull();
		assertThat(picker.pick(List.of(this.endpoints.get(2)), Dialect.OPENAI)).isNull();
		assertThat(picker.pick(List.of(this.endpoints.get(1)), Dialect.OPENAI)).isNull();
	}

	@Test
	void whenWeightsAreTheLargestThenTheirSumStillFits() {
		List<Endpoint> many = new ArrayList<>();
		for (int i = 0; i < 2_000; i++) {
			many.add(endpoint("p" + i, Dialect.OPENAI, 1_000_000));
		}
		assertThat(new EndpointPicker((bound) -> bound - 1).pick(many, Dialect.OPENAI)).isSameAs(many.get(1_999));
	}

}
