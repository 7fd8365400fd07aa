package org.llmgateway.bench;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.ProcessUse;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTests {

	@Test
	void whenCostStopsFallingThenItIsWarm() {
		WarmUp warmUp = new WarmUp(100, 3);
		for (double cost : new double[] { 0.900, 0.500, 0.490, 0.510, 0.300, 0.310, 0.290 }) {
			assertThat(warmUp.goesOn(window(cost))).isTrue();
		}
		assertThat(warmUp.goesOn(window(0.320))).isFalse();
	}

	@Test
	void whenCostNeverSettlesThenTheCapEndsIt() {
		WarmUp warmUp = new WarmUp(3, 5);
		assertThat(warmUp.goesOn(window(0.9))).isTrue();
		assertThat(warmUp.goesOn(window(0.5))).isTrue();
		assertThat(warmUp.goesOn(window(0.2))).isFalse();
		assertThat(warmUp.seconds()).isEqualTo(3);
	}

	@Test
	void whenThereIsNoGatewayToWatchThenTheLoadGeneratorIs() {
		WarmUp warmUp = new WarmUp(100, 2);
		assertThat(warmUp.goesOn(window(-1))).isTrue();
		assertThat(warmUp.goesOn(window(-1))).isTrue();
		assertThat(warmUp.goesOn(window(-1))).isFalse();
		assertThat(warmUp.cost()).isEqualTo(50);
	}

	private static LoadResult window(double cpu) {
		return new LoadResult(1, 1000, 1000, 0, Map.of(), null, null, null, 0.05, 0,
				List.of(new ProcessUse(1, cpu, 0, 1)));
	}

}
