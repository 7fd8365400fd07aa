package org.llmgateway.suite;

import java.util.List;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random faults from a fixed seed, attempt after attempt: the caller gets the content of
 * one attempt at most, from its beginning, and one ending. A thousand of them with
 * {@code -Pfaults}, a hundred at each door otherwise.
 */
class RandomFaultScriptsTests {

	private static final int COUNT = Integer.getInteger("llm.gateway.test.fault-scripts", 100);

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	@ParameterizedTest
	@EnumSource
	void whenFaultsAreRandomThenNothingIsRepeatedMixedOrLost(Door door) {
		FaultRun run = new FaultRun(gateways.gateway(FailoverSpec.of(door)), 4711, 0.6, true);
		List<FaultRun.Got> all = run.run(COUNT);
		assertThat(all).hasSize(COUNT);
		all.forEach(run::check);
		gateways.assertNothingLeft();
	}

}
