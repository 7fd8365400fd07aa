package org.llmgateway.limit;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.limit.Collected.Kind;
import org.llmgateway.llm.LoadClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Simulated series of collections: a healthy heap that fills and empties refuses nobody,
 * a leak does, and early.
 */
class LiveHeapTests {

	private static final long MEGABYTE = 1_000_000;

	private static final long LIMIT = 1000 * MEGABYTE;

	private static final long TENTH = 100_000_000L;

	private final WaterLevel water = new WaterLevel(WaterLevelTests.SETTINGS, 0);

	private long now;

	private LiveHeap heap = new LiveHeap(LIMIT, false, 0);

	private Water state = Water.EMPTY;

	@Test
	void whenEverythingIsCollectedThenWhatIsLeftIsProven() {
		collected(Kind.FULL, 900, 400, 50);
		assertThat(this.heap.reading()).isEqualTo(new Reading(0.45, 0.45, this.now));
	}

	@Test
	void whenOnlyTheYoungPartIsCollectedThenPromotedDataMayBeGarbage() {
		collected(Kind.FULL, 900, 200, 0);
		collected(Kind.YOUNG, 200, 650, 20);
		assertThat(this.heap.reading().proven()).isCloseTo(0.22, within(1e-9));
		assertThat(this.heap.reading().possible()).isCloseTo(0.67, within(1e-9));
	}

	@Test
	void whenACycleRunsBesideTheApplicationThenWhatWasAllocatedMeanwhileIsNotAlive() {
		this.heap.collected(new Collected(Kind.FULL, 0, 0, 800 * MEGABYTE, 600 * MEGABYTE), this.now);
		assertThat(this.heap.reading().proven()).isCloseTo(0.2, within(1e-9));
	}

	@ParameterizedTest
	@ValueSource(ints = { 50, 200, 400, 550 })
	void whenTheOldPartFillsWithGarbageThenNobodyIsRefused(int alive) {
		for (int tooth = 0; tooth < 50; tooth++) {
			for (int old = alive; old < 1000; old += 10) {
				collected(Kind.YOUNG, old - 10, old, 20);
				assertThat(this.state.sheds()).as("%s", this.heap.reading()).isFalse();
			}
			collected(Kind.FULL, 990, alive, 0);
			assertThat(this.state.sheds()).isFalse();
		}
	}

	@Test
	void whenLiveDataGrowsAndThenStaysThenGarbageRefusesNobody() {
		int alive = 100;
		Random random = new Random(4);
		for (int tooth = 0; tooth < 40; tooth++) {
			// Twice everything promoted lives; then caches are warm.
			int next = (tooth == 5 || tooth == 6) ? alive + 150 : alive;
			for (int old = alive; old < 650; old += 5 + random.nextInt(10)) {
				collected(Kind.YOUNG, old, old + 5, random.nextInt(30));
				assertThat(this.state.sheds()).isFalse();
			}
			collected(Kind.FULL, 660, next, 0);
			alive = next;
		}
	}

	@Test
	void whenGarbageFirstCollectsInPiecesThenNobodyIsRefused() {
		this.heap = new LiveHeap(LIMIT, true, 0);
		for (int tooth = 0; tooth < 50; tooth++) {
			for (int old = 200; old < 850; old += 10) {
				collected(Kind.YOUNG, old - 10, old, 20);
				assertThat(this.state.sheds()).isFalse();
			}
			for (int old = 770; old > 200; old -= 80) {
				collected(Kind.MIXED, old + 80, old, 10);
				assertThat(this.state.sheds()).as("%s", this.heap.reading()).isFalse();
			}
		}
		assertThat(this.heap.reading().proven()).isBetween(0.2, 0.3);
	}

	@Test
	void whenAMarkingEmptiesRegionsThenWhatIsLeftIsLookedAtAnew() {
		this.heap = new LiveHeap(LIMIT, true, 0);
		collected(Kind.YOUNG, 690, 700, 20);
		collected(Kind.YOUNG, 400, 410, 20);
		assertThat(this.heap.reading().proven()).isCloseTo(0.02, within(1e-9));
		for (int i = 1; i <= 3; i++) {
			collected(Kind.YOUNG, 400 + 10 * i, 410 + 10 * i, 20);
		}
		assertThat(this.heap.reading().proven()).isCloseTo(0.42, within(1e-9));
	}

	@Test
	void whenAMarkingFindsNothingToCollectThenAllIsAlive() {
		this.heap = new LiveHeap(LIMIT, true, 0);
		int old = 0;
		while (!this.state.sheds(LoadClass.STANDARD)) {
			old += 10;
			collected(Kind.YOUNG, old - 10, old, 0);
			if (old % 50 == 0) {
				collected(Kind.MARKED, old, old, 0);
			}
		}
		assertThat(old).isBetween(750, 820);
	}

	@Test
	void whenGarbageFirstHasLessThanItsReserveThenNothingIsTaken() {
		this.heap = new LiveHeap(LIMIT, true, 0);
		collected(Kind.YOUNG, 880, 890, 9);
		assertThat(this.state.sheds()).isFalse();
		collected(Kind.YOUNG, 890, 900, 10);
		assertThat(this.state.sheds(LoadClass.CRITICAL)).isTrue();
	}

	@Test
	void whenSomethingLeaksThenItIsSeenFromThePromotions() {
		int alive = 100;
		for (int round = 0; round < 4; round++) {
			for (int old = alive; old < alive + 100; old += 10) {
				collected(Kind.YOUNG, old, old + 10, 10);
			}
			alive += 95;
			collected(Kind.FULL, alive + 5, alive, 0);
		}
		assertThat(this.state.sheds()).isFalse();
		int old = alive;
		while (!this.state.sheds(LoadClass.STANDARD)) {
			old += 5;
			collected(Kind.YOUNG, old - 5, old, 10);
		}
		assertThat(old).isBetween(740, 800);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenLiveDataFillsTheHeapThenClassesAreRefusedInTurn(boolean garbageFirst) {
		this.heap = new LiveHeap(LIMIT, garbageFirst, 0);
		for (int alive = 100; alive < 960; alive += 20) {
			collected(Kind.FULL, 990, alive, 5);
			assertThat(this.state.sheds(LoadClass.SHEDDABLE)).isEqualTo(alive + 5 >= 650);
			assertThat(this.state.sheds(LoadClass.STANDARD)).isEqualTo(alive + 5 >= 750);
			assertThat(this.state.sheds(LoadClass.CRITICAL)).isEqualTo(alive + 5 >= 900);
		}
	}

	@Test
	void whenTheLoadEndsThenSmallYoungCollectionsDoNotKeepThingsRefused() {
		collected(Kind.FULL, 990, 970, 0);
		assertThat(this.state.full()).isTrue();
		for (int i = 0; i < 50; i++) {
			collected(Kind.YOUNG, 970, 970, 1);
		}
		assertThat(this.state.sheds()).isFalse();
	}

	/** One collection and a look, a tenth of a second after the last. */
	private void collected(Kind kind, int oldBefore, int oldAfter, int young) {
		this.now += TENTH;
		this.heap.collected(new Collected(kind, oldBefore * MEGABYTE, oldAfter * MEGABYTE, young * MEGABYTE, 0),
				this.now);
		this.state = this.water.rise(new Reading[] { this.heap.reading() }, this.now);
	}

}
