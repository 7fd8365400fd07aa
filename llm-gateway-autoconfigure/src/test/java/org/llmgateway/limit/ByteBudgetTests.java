package org.llmgateway.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.llm.LoadClass;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the byte budget takes and what it does not.
 */
class ByteBudgetTests {

	@ParameterizedTest
	@CsvSource({ "SHEDDABLE, 0, 800, true", "SHEDDABLE, 0, 801, false", "SHEDDABLE, 800, 0, true",
			"SHEDDABLE, 801, 0, false", "STANDARD, 0, 900, true", "STANDARD, 0, 901, false", "STANDARD, 850, 50, true",
			"STANDARD, 850, 51, false", "CRITICAL, 0, 1000, true", "CRITICAL, 0, 1001, false", "CRITICAL, 999, 1, true",
			"CRITICAL, 1000, 1, false", "CRITICAL, 1000, 0, true", "CRITICAL, 1, 9223372036854775807, false",
			"STANDARD, 1, 9223372036854775807, false" })
	void whenBytesAreTakenThenTheClassDecidesHowManyFit(LoadClass loadClass, long used, long bytes, boolean taken) {
		ByteBudget budget = new ByteBudget(1000);
		assertThat(budget.take(used, LoadClass.CRITICAL)).isTrue();
		assertThat(budget.take(bytes, loadClass)).isEqualTo(taken);
		assertThat(budget.used()).isEqualTo(taken ? used + bytes : used);
	}

	@Test
	void whenBytesAreGivenBackThenOthersFit() {
		ByteBudget budget = new ByteBudget(1000);
		assertThat(budget.take(700, LoadClass.STANDARD)).isTrue();
		assertThat(budget.take(300, LoadClass.STANDARD)).isFalse();
		budget.giveBack(200);
		assertThat(budget.take(300, LoadClass.STANDARD)).isTrue();
		assertThat(budget.used()).isEqualTo(800);
	}

	@Test
	void whenMemoryIsPlentyThenHalfIsKeptAndTheNextRequestsTakeTheRestBack() {
		ByteBudget budget = new ByteBudget(1000);
		budget.scale(0.9);
		assertThat(budget.bound()).isEqualTo(900);
		for (int i = 0; i < 20; i++) {
			budget.scale(0.9);
		}
		assertThat(budget.bound()).isEqualTo(500);
		assertThat(budget.take(400, LoadClass.STANDARD)).isTrue();
		assertThat(budget.bound()).isEqualTo(500);
		assertThat(budget.take(100, LoadClass.STANDARD)).isTrue();
		assertThat(budget.bound()).isBetween(556L, 700L);
		assertThat(budget.take(400, LoadClass.STANDARD)).isTrue();
		assertThat(budget.take(1, LoadClass.STANDARD)).isFalse();
		assertThat(budget.bound()).isEqualTo(1000);
	}

	@Test
	void whenTheBoundGrowsThenByAFifthAboveTheSizeAndNoMore() {
		ByteBudget budget = new ByteBudget(1000);
		budget.scale(1.2);
		budget.scale(1.2);
		assertThat(budget.bound()).isEqualTo(1200);
		assertThat(budget.take(1200, LoadClass.CRITICAL)).isTrue();
		budget.scale(0.9);
		assertThat(budget.bound()).isEqualTo(1080);
		assertThat(budget.take(1, LoadClass.CRITICAL)).isFalse();
		budget.giveBack(1200);
		assertThat(budget.take(1080, LoadClass.CRITICAL)).isTrue();
	}

	/** In each round both begin at once, and only one share fits. */
	@Test
	void whenTwoTakeAtOnceThenOnlyWhatFitsIsTaken() throws Exception {
		ByteBudget budget = new ByteBudget(1000);
		AtomicInteger begun = new AtomicInteger();
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		int rounds = 100_000;
		together(2, (thread) -> {
			for (int round = 1; round <= rounds; round++) {
				meet(begun, 2 * round);
				boolean taken = budget.take(600, LoadClass.CRITICAL);
				meet(asked, 2 * round);
				most.accumulateAndGet((int) budget.used(), Math::max);
				if (taken) {
					budget.giveBack(600);
				}
			}
		});
		assertThat(most).hasValue(600);
		assertThat(budget.used()).isZero();
	}

	private static void meet(AtomicInteger arrived, int all) {
		arrived.incrementAndGet();
		for (int i = 1; arrived.get() < all; i++) {
			if (i % 10_000 == 0) {
				Thread.yield();
			}
		}
	}

	@Test
	void whenManyTakeAndGiveBackThenTheUseStaysWithinTheBoundAndAllIsBackAtTheEnd() throws Exception {
		ByteBudget budget = new ByteBudget(1000);
		AtomicBoolean broken = new AtomicBoolean();
		AtomicInteger refused = new AtomicInteger();
		together(4, (thread) -> {
			Random random = new Random(thread);
			for (int round = 0; round < 200_000; round++) {
				int bytes = 400 + random.nextInt(500);
				if (!budget.take(bytes, LoadClass.values()[random.nextInt(3)])) {
					refused.incrementAndGet();
					continue;
				}
				long used = budget.used();
				if (used < bytes || used > 1000) {
					broken.set(true);
				}
				budget.giveBack(bytes);
			}
		});
		assertThat(broken).isFalse();
		assertThat(refused).hasPositiveValue();
		assertThat(budget.used()).isZero();
	}

	private static void together(int threads, IntConsumer task) throws Exception {
		List<CompletableFuture<Void>> running = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int thread = i;
			running.add(CompletableFuture.runAsync(() -> task.accept(thread), (run) -> new Thread(run).start()));
		}
		for (CompletableFuture<Void> each : running) {
			each.get(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void whenNoSizeIsSetThenItIsAQuarterOfTheSmallerMemory() {
		BudgetProperties properties = new BudgetProperties(true, null, DataSize.ofKilobytes(16));
		assertThat(properties.size(256, 512)).isEqualTo(64);
		assertThat(properties.size(512, 256)).isEqualTo(64);
		assertThat(new BudgetProperties(true, DataSize.ofBytes(7), DataSize.ofBytes(0)).size(256, 256)).isEqualTo(7);
	}

	@Test
	void whenASizeCannotBeThenTheStartFails() {
		assertThatExceptionOfType(ConfigurationFault.class)
			.isThrownBy(() -> new BudgetProperties(true, DataSize.ofBytes(0), DataSize.ofKilobytes(16)))
			.satisfies((fault) -> assertThat(fault.property()).isEqualTo("llm.gateway.limit.budget.size"));
		assertThatExceptionOfType(ConfigurationFault.class)
			.isThrownBy(() -> new BudgetProperties(true, null, DataSize.ofBytes(-1)))
			.satisfies((fault) -> assertThat(fault.property()).isEqualTo("llm.gateway.limit.budget.stream-window"));
	}

}
