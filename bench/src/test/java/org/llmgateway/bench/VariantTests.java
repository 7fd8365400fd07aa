package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.Workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class VariantTests {

	private static final List<Feature> FEATURES = List.of(Feature.HEARTBEAT, Feature.IDLE, Feature.BUFFER);

	@Test
	void whenEachFeatureIsMeasuredThenThereIsAVariantForEachBesideNothingAndAll() {
		assertThat(Variant.of(FEATURES, true)).extracting(Variant::label)
			.containsExactly(Variant.NOTHING, Variant.CONTROL, "heartbeat", "idle", "buffer", Variant.ALL);
		assertThat(Variant.of(FEATURES, false)).extracting(Variant::label)
			.containsExactly(Variant.NOTHING, Variant.CONTROL, Variant.ALL);
	}

	@Test
	void whenVariantsDifferInWhatAModelCanSetThenTheyShareAnApplication() {
		assertThat(Variant.applications(Variant.of(FEATURES, true)))
			.extracting((application) -> application.stream().map(Variant::label).toList())
			.containsExactly(List.of(Variant.NOTHING, "heartbeat", "idle"), List.of(Variant.CONTROL),
					List.of("buffer", Variant.ALL));
	}

	@Test
	void whenAModelIsConfiguredThenWhatItHasNotIsSwitchedOff() {
		List<String> arguments = new ArrayList<>();
		new Variant(2, "heartbeat", Set.of(Feature.HEARTBEAT), false).configure(arguments, 0, FEATURES);
		new Variant(3, "idle", Set.of(Feature.IDLE), false).configure(arguments, 1, FEATURES);
		assertThat(arguments).containsExactly("--llm.gateway.models[0].match=mock:v12:*",
				"--llm.gateway.models[0].pools=main", "--llm.gateway.models[0].stream.heartbeat=15s",
				"--llm.gateway.models[0].stream.idle=0", "--llm.gateway.stream.buffer.per-stream=0",
				"--llm.gateway.models[1].match=mock:v13:*", "--llm.gateway.models[1].pools=main",
				"--llm.gateway.models[1].stream.heartbeat=0", "--llm.gateway.models[1].stream.idle=2m");
	}

	@Test
	void whenProtectionIsSwitchedOffThenItsStagesAndItsPropertiesAre() {
		List<String> arguments = new ArrayList<>();
		Feature.PROTECTION.set(arguments, 0, false);
		assertThat(arguments).contains("--bench.protection=false", "--llm.gateway.limit.memory.enabled=false",
				"--llm.gateway.limit.budget.enabled=false", "--llm.gateway.limit.concurrency.mode=off");
		arguments.clear();
		Feature.PROTECTION.set(arguments, 0, true);
		assertThat(arguments).contains("--bench.protection=true", "--llm.gateway.limit.concurrency.mode=adaptive")
			.noneMatch((argument) -> argument.endsWith("=false") || argument.endsWith("=off"));
	}

	@Test
	void whenARequestIsMadeThenTheModelSaysItsVariantAndStillTellsTheMock() {
		Variant variant = new Variant(0, Variant.NOTHING, Set.of(), false);
		assertThat(variant.requestBody(Workload.PACED)).contains("\"mock:v10:tokens=64:pace=10ms\"")
			.hasSameSizeAs(Workload.PACED.requestBody());
	}

	@Test
	void whenFeaturesAreLookedUpThenTheGatewayOnTheClassPathDecides() throws Exception {
		assertThat(Feature.present()).contains(Feature.HEARTBEAT, Feature.FIRST_TOKEN, Feature.IDLE, Feature.TOTAL,
				Feature.WRITE_STALL, Feature.BUFFER);
		assertThat(Feature.of("write-stall")).isEqualTo(Feature.WRITE_STALL);
		assertThatIllegalArgumentException().isThrownBy(() -> Feature.of("cellar")).withMessageContaining("heartbeat");
	}

}
