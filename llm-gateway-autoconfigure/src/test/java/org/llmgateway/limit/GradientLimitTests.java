package org.llmgateway.limit;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit comes to rest a little above the number of slots that a provider has, serves
 * as much as the slots can, and comes right again after what may happen; in simulated
 * time, where there is always one request more than the limit lets in.
 */
class GradientLimitTests {

	private static final long SECOND = SimulatedProvider.SECOND;

	private static final int MINUTE = 60;

	private static final int HOUR = 60 * MINUTE;

	private static GradientLimit limit(int min, int max, int initial) {
		return new GradientLimit(new GradientSettings(min, max, initial, 1.5, SECOND, 30 * SECOND), 0);
	}

	private static GradientLimit limit(int initial) {
		return limit(1, 1000, initial);
	}

	/** Where the formula comes to rest if all of the answer goes by before its token. */
	private static double highest(int slots) {
		double root = (1 + Math.sqrt(1 + 4 * 1.5 * slots)) / 2;
		return root * root;
	}

	/** The lowest and the highest limit while time passes. */
	private static int[] range(GradientLimit limit, SimulatedProvider provider, int seconds) {
		int lowest = Integer.MAX_VALUE;
		int highest = 0;
		for (int i = 0; i < seconds; i++) {
			provider.run(1);
			lowest = Math.min(lowest, limit.limit());
			highest = Math.max(highest, limit.limit());
		}
		return new int[] { lowest, highest };
	}

	@ParameterizedTest
	@CsvSource({ "8,0.1", "8,0.5", "8,1.0", "20,0.02", "20,0.5", "20,1.0", "100,0.1", "100,0.5", "100,1.0" })
	void whenThereIsMoreToDoThanSlotsThenTheLimitIsAboveTheirNumberAndServesAllTheyCan(int slots, double firstPart) {
		GradientLimit limit = limit(20);
		SimulatedProvider provider = new SimulatedProvider(limit, slots).service((random) -> 0.5 + random, firstPart);
		provider.run(5 * MINUTE);
		double served = 0;
		double sum = 0;
		for (int i = 0; i < 20 * MINUTE; i++) {
			served += provider.run(1);
			sum += limit.limit();
		}
		assertThat(served / (20 * MINUTE)).as("goodput").isGreaterThan(0.9 * slots);
		assertThat(sum / (20 * MINUTE)).as("limit").isBetween(0.95 * slots, 1.1 * highest(slots));
	}

	@Test
	void whenADayGoesByAtTheLimitThenItDoesNotDrift() {
		GradientLimit limit = limit(20);
		SimulatedProvider provider = new SimulatedProvider(limit, 50);
		provider.run(10 * MINUTE);
		int[] first = range(limit, provider, HOUR);
		double served = provider.run(22 * HOUR);
		int[] last = range(limit, provider, HOUR);
		assertThat(last[0]).isBetween(first[0] * 8 / 10, first[0] * 12 / 10);
		assertThat(last[1]).isBetween(first[1] * 9 / 10, first[1] * 11 / 10).isLessThan((int) highest(50));
		assertThat(served).isGreaterThan(0.95 * 50);
	}

	@Test
	void whenSlotsBecomeHalfAsManyOrTwiceAsManyThenTheLimitFollows() {
		GradientLimit limit = limit(20);
		SimulatedProvider provider = new SimulatedProvider(limit, 40);
		provider.run(5 * MINUTE);
		assertThat(limit.limit()).isBetween(40, 70);
		provider.slots(20).run(MINUTE / 2);
		assertThat(range(limit, provider, 2 * MINUTE)[1]).isBetween(20, 40);
		provider.slots(40).run(MINUTE);
		assertThat(range(limit, provider, 2 * MINUTE)[1]).isBetween(44, 70);
		assertThat(provider.run(5 * MINUTE)).isGreaterThan(0.9 * 40);
	}

	@Test
	void whenTheGatewayIsStartedUnderOverloadThenTheBaselineComesDown() {
		GradientLimit limit = limit(200);
		SimulatedProvider provider = new SimulatedProvider(limit, 20);
		provider.slots(0).run(5);
		provider.slots(20).run(2);
		assertThat(limit.baseline()).as("with all that wait in it").isGreaterThan(2 * SECOND);
		provider.run(10 * MINUTE);
		assertThat(range(limit, provider, 10 * MINUTE)[1]).isLessThan((int) highest(20));
		assertThat(limit.baseline()).isLessThan(SECOND);
	}

	@Test
	void whenTheProviderBecomesSlowerThenTheLimitComesBack() {
		GradientLimit limit = limit(20);
		SimulatedProvider provider = new SimulatedProvider(limit, 40);
		provider.run(5 * MINUTE);
		provider.service((random) -> 1.5 + 3 * random, 0.5).run(10 * MINUTE);
		assertThat(limit.baseline()).isGreaterThan(SECOND);
		assertThat(provider.run(20 * MINUTE) * 3).isGreaterThan(0.9 * 40);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.5, 1, 1.5 })
	void whenPromptsDifferInLengthThenTheLimitDoesNotCollapse(double deviation) {
		Random random = new Random(7);
		DoubleUnaryOperator service = (ignored) -> Math.min(60, 0.3 * Math.exp(deviation * random.nextGaussian()));
		double mean = 0;
		for (int i = 0; i < 100_000; i++) {
			mean += service.applyAsDouble(0) / 100_000;
		}
		GradientLimit limit = limit(20);
		SimulatedProvider provider = new SimulatedProvider(limit, 50).service(service, 0.5);
		provider.run(5 * MINUTE);
		assertThat(provider.run(HOUR) * mean).isGreaterThan(0.9 * 50);
		assertThat(limit.limit()).isLessThan(2 * 50);
	}

	@Test
	void whenOneInTenPromptsTakesFiftyTimesAsLongThenTheLimitDoesNotCollapse() {
		GradientLimit limit = limit(20);
		SimulatedProvider provider = new SimulatedProvider(limit, 50)
			.service((random) -> (random < 0.1) ? 20 + 100 * random : 0.3 + random / 2, 0.9);
		provider.run(5 * MINUTE);
		double mean = 0.1 * 25 + 0.9 * (0.3 + 0.275);
		assertThat(provider.run(2 * HOUR) * mean).isGreaterThan(0.9 * 50);
		assertThat(limit.limit()).isLessThan(2 * 50);
	}

	@Test
	void whenStreamsTakeAMinuteThenTheLimitServesNearlyAll() {
		GradientLimit limit = limit(20);
		SimulatedProvider provider = new SimulatedProvider(limit, 200).service((random) -> 30 + 60 * random, 0.01);
		provider.run(30 * MINUTE);
		assertThat(provider.run(3 * HOUR) * 60).isGreaterThan(0.8 * 200);
		assertThat(limit.limit()).isLessThan(250);
	}

	@Test
	void whenTheLimitIsNotUsedThenItStaysAndTheBaselineIsLearned() {
		GradientLimit limit = limit(100);
		SimulatedProvider provider = new SimulatedProvider(limit, 100).demand(40);
		provider.run(10 * MINUTE);
		assertThat(limit.limit()).isEqualTo(100);
		assertThat(limit.baseline()).isBetween(4 * SECOND / 10, 6 * SECOND / 10);
		provider.service((random) -> 3 * (0.5 + random), 0.5).run(10 * MINUTE);
		assertThat(limit.limit()).isEqualTo(100);
		assertThat(limit.baseline()).isBetween(12 * SECOND / 10, 18 * SECOND / 10);
	}

	@Test
	void whenTheLimitIsNotReachedThenItDoesNotGrow() {
		GradientLimit limit = limit(100);
		SimulatedProvider provider = new SimulatedProvider(limit, 100).demand(70);
		provider.run(10 * MINUTE);
		assertThat(limit.limit()).isEqualTo(100);
		provider.demand(200).run(10 * MINUTE);
		assertThat(limit.limit()).isGreaterThan(100);
	}

	@Test
	void whenTheProviderSaysThatItIsOverloadedThenTheLimitFallsByATenthInAWindow() {
		GradientLimit limit = limit(100);
		for (int i = 0; i < 50; i++) {
			limit.ended(true, 100, i * SECOND / 100);
		}
		assertThat(limit.limit()).isEqualTo(90);
		limit.ended(true, 90, SECOND);
		assertThat(limit.limit()).isEqualTo(81);
		for (int i = 2; i < 100; i++) {
			limit.ended(true, 90, i * SECOND);
		}
		assertThat(limit.limit()).isEqualTo(1);
	}

	@Test
	void whenTheProviderRefusesWhatItCannotServeThenTheLimitKeepsFromAsking() {
		GradientLimit limit = limit(100);
		SimulatedProvider provider = new SimulatedProvider(limit, 20).longestLine(2);
		provider.run(5 * MINUTE);
		long refused = provider.refused();
		assertThat(provider.run(10 * MINUTE)).isGreaterThan(0.9 * 20);
		assertThat(provider.refused() - refused).isLessThan(10 * MINUTE);
	}

	@Test
	void whenThereAreBoundsThenTheLimitIsWithinThem() {
		GradientLimit limit = limit(30, 35, 32);
		SimulatedProvider provider = new SimulatedProvider(limit, 100);
		assertThat(range(limit, provider, 5 * MINUTE)).containsExactly(30, 35);
		provider.slots(5).run(MINUTE);
		assertThat(limit.limit()).isEqualTo(30);
	}

	@Test
	void whenNothingIsKnownThenTheLimitIsTheInitialOne() {
		GradientLimit limit = limit(20);
		for (int i = 0; i < 9; i++) {
			limit.firstToken(SECOND, 20, 10 * SECOND);
		}
		assertThat(limit.limit()).isEqualTo(20);
		assertThat(limit.baseline()).isZero();
		limit.firstToken(SECOND, 20, 10 * SECOND);
		assertThat(limit.limit()).isEqualTo(21);
		assertThat(limit.baseline()).isEqualTo(SECOND);
	}

}
