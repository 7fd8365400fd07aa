package org.llmgateway.suite;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many mixed streams of which a fifth fails at each attempt: every content event that the
 * provider wrote in the attempt that was committed has reached the caller. Ten thousand
 * of them with {@code -Pfaults}, a thousand otherwise.
 */
class TenThousandStreamsTests {

	private static final int COUNT = Integer.getInteger("llm.gateway.test.streams", 1000);

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	@Test
	void whenAFifthFailsThenTheCallersHaveWhatTheProviderWrote() {
		FaultRun run = new FaultRun(gateways.gateway(FailoverSpec.of(Door.DIRECT)), 42, 0.2, false);
		List<FaultRun.Got> all = run.run(COUNT);
		assertThat(all).hasSize(COUNT);
		all.forEach(run::check);
		assertThat(all.stream().filter((got) -> got.status() == 200).count()).isGreaterThan(COUNT * 97L / 100);
		gateways.assertNothingLeft();
	}

}
