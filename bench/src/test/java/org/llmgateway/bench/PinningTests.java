package org.llmgateway.bench;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PinningTests {

	@Test
	void whenListHasRangesThenAllCoresAreFound() {
		assertThat(Pinning.parseList("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
		assertThat(Pinning.parseList("3")).containsExactly(3);
	}

	@Test
	void whenThereAreTwoCoresThenMockAndLoadShareOne() {
		Pinning pinning = Pinning.of(List.of(4, 7));
		assertThat(pinning.prefix(Pinning.Role.GATEWAY)).containsExactly("taskset", "-c", "4");
		assertThat(pinning.prefix(Pinning.Role.MOCK)).isEqualTo(pinning.prefix(Pinning.Role.LOAD))
			.containsExactly("taskset", "-c", "7");
		assertThat(pinning.otherCores()).isEqualTo(1);
		assertThat(pinning.gatewayCores()).isEqualTo(1);
	}

	@Test
	void whenThereAreMoreCoresThenEachHasItsOwn() {
		Pinning pinning = Pinning.of(List.of(0, 1, 2, 3));
		assertThat(pinning.mock()).isNotEqualTo(pinning.load());
		assertThat(pinning.otherCores()).isEqualTo(2);
	}

	@Test
	void whenThereIsOneCoreThenNothingIsPinnedAndItSaysSo() {
		Pinning pinning = Pinning.of(List.of(0));
		assertThat(pinning.prefix(Pinning.Role.GATEWAY)).isEmpty();
		assertThat(pinning).asString().contains("not pinned");
	}

}
