package org.llmgateway.limit;

import java.lang.management.MemoryUsage;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.limit.Collected.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which collections say what of the heap is alive.
 */
class CollectionListenerTests {

	@ParameterizedTest
	@ValueSource(strings = { "Eden Space", "PS Eden Space", "G1 Eden Space" })
	void whenAYoungCollectionLeavesWhatWasBornThenItGaveUp(String eden) {
		assertThat(CollectionListener.gaveUp(Kind.YOUNG, usage(eden, 20_000_000))).isTrue();
		assertThat(CollectionListener.gaveUp(Kind.YOUNG, usage(eden, 0))).isFalse();
		assertThat(CollectionListener.gaveUp(Kind.FULL, usage(eden, 20_000_000))).isFalse();
	}

	@Test
	void whenTheHeapHasNoEdenThenNoCollectionGivesUp() {
		Map<String, MemoryUsage> after = Map.of("ZGC Young Generation", new MemoryUsage(0, 1000, 1000, 1000));
		assertThat(CollectionListener.gaveUp(Kind.YOUNG, after)).isFalse();
	}

	private static Map<String, MemoryUsage> usage(String eden, long used) {
		MemoryUsage other = new MemoryUsage(0, 40_000_000, 40_000_000, 40_000_000);
		return Map.of(eden, new MemoryUsage(0, used, 40_000_000, 40_000_000), "Tenured Gen", other, "Survivor Space",
				other, "Metaspace", other);
	}

}
