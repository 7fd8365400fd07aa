package org.llmgateway.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.llm.Dialect;
import org.llmgateway.provider.ApiKey;
import org.llmgateway.provider.Provider;
import org.llmgateway.provider.ProviderFixture;
import org.llmgateway.upstream.EndpointState.Outcome;
import org.llmgateway.upstream.EndpointState.Turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Endpoints are picked by weight, speed and load, among those that are available and
 * speak the dialect.
 */
class EndpointPickerTests {

	private static final int PICKS = 100_000;

	private static final long SECOND = 1_000_000_000L;

	private static final BalancingSettings SETTINGS = new BalancingSettings(1, 10 * SECOND, 10 * SECOND, 30 * SECOND,
			10 * SECOND);

	private final EndpointPicker picker = new EndpointPicker(new Random(42)::nextDouble);

	private static Endpoint endpoint(String name, Dialect dialect, int weight) {
		return new Endpoint(ProviderFixture.speaking(name, dialect), weight, null,
				new EndpointState(SETTINGS, -60 * SECOND));
	}

	private static Endpoint endpoint(String name, int weight) {
		return endpoint(name, Dialect.OPENAI, weight);
	}

	private static void measure(Endpoint endpoint, long firstToken, long now) {
		Turn turn = endpoint.state().begin(now);
		assertThat(turn).isNotNull();
		turn.firstToken(firstToken, now);
		turn.end(Outcome.SUCCESS, now);
	}

	private static void eject(Endpoint endpoint, long now) {
		Turn turn = endpoint.state().begin(now);
		assertThat(turn).isNotNull();
		turn.end(Outcome.FAILURE, now);
	}

	private @Nullable Endpoint pick(long now, Endpoint... endpoints) {
		return this.picker.pick(List.of(endpoints), Dialect.OPENAI, now, List.of());
	}

	/** The shares of picks at one moment, with nothing in flight. */
	private Map<String, Double> shares(long now, Endpoint... endpoints) {
		Map<String, Double> shares = new LinkedHashMap<>();
		for (Endpoint endpoint : endpoints) {
			shares.put(endpoint.provider().name(), 0.0);
		}
		for (int i = 0; i < PICKS; i++) {
			Endpoint picked = pick(now, endpoints);
			assertThat(picked).isNotNull();
			shares.merge(picked.provider().name(), 1.0 / PICKS, Double::sum);
		}
		return shares;
	}

	@Test
	void whenNothingIsKnownThenWeightsDecideExactly() {
		Map<String, Double> shares = shares(0, endpoint("a", 1), endpoint("other", Dialect.ANTHROPIC, 100),
				endpoint("off", 0), endpoint("b", 3), endpoint("c", 6));
		assertThat(shares.get("a")).isCloseTo(0.1, within(0.005));
		assertThat(shares.get("b")).isCloseTo(0.3, within(0.005));
		assertThat(shares.get("c")).isCloseTo(0.6, within(0.005));
		assertThat(shares.get("other") + shares.get("off")).isZero();
	}

	@Test
	void whenAllAreAsFastThenWeightsDecideUnderLoad() {
		Endpoint light = endpoint("light", 1);
		Endpoint heavy = endpoint("heavy", 3);
		Map<String, Integer> counts = simulate(Map.of(light, SECOND, heavy, SECOND), 100, light, heavy);
		assertThat(counts.get("light") / (double) PICKS).isCloseTo(0.25, within(0.02));
	}

	@Test
	void whenOneIsSlowThenItGetsFarFewer() {
		Endpoint slow = endpoint("slow", 1);
		Endpoint fast = endpoint("fast", 1);
		Endpoint third = endpoint("third", 1);
		Map<String, Integer> counts = simulate(Map.of(slow, 5 * SECOND, fast, SECOND, third, SECOND), 100, slow, fast,
				third);
		assertThat(counts.get("slow")).isBetween(PICKS / 200, PICKS / 10);
		assertThat(counts.get("fast")).isCloseTo(counts.get("third"), within(PICKS / 20));
	}

	/**
	 * Requests come evenly; each gets its first token, and ends, after its endpoint's
	 * time.
	 */
	private Map<String, Integer> simulate(Map<Endpoint, Long> times, int perSecond, Endpoint... endpoints) {
		Map<Endpoint, Deque<Map.Entry<Long, Turn>>> open = new LinkedHashMap<>();
		Map<String, Integer> counts = new LinkedHashMap<>();
		for (int i = 0; i < PICKS; i++) {
			long now = i * SECOND / perSecond;
			for (Endpoint endpoint : endpoints) {
				Deque<Map.Entry<Long, Turn>> turns = open.computeIfAbsent(endpoint, (each) -> new ArrayDeque<>());
				while (!turns.isEmpty() && turns.peek().getKey() + times.get(endpoint) <= now) {
					Turn turn = turns.poll().getValue();
					turn.firstToken(times.get(endpoint), now);
					turn.end(Outcome.SUCCESS, now);
				}
			}
			Endpoint picked = pick(now, endpoints);
			assertThat(picked).isNotNull();
			Turn turn = picked.state().begin(now);
			assertThat(turn).isNotNull();
			open.get(picked).add(Map.entry(now, turn));
			counts.merge(picked.provider().name(), 1, Integer::sum);
		}
		return counts;
	}

	@Test
	void whenOneIsFasterThenItGetsAtMostTwiceItsShareWhateverTheWeights() {
		Endpoint canary = endpoint("canary", 5);
		Endpoint main = endpoint("main", 95);
		measure(canary, SECOND, 0);
		measure(main, 10 * SECOND, 0);
		assertThat(shares(0, canary, main).get("canary")).isCloseTo(0.1, within(0.005));
	}

	@Test
	void whenOneIsBusyThenTheOtherIsPicked() {
		Endpoint busy = endpoint("busy", 1);
		Endpoint idle = endpoint("idle", 1);
		busy.state().begin(0);
		assertThat(shares(0, busy, idle).get("idle")).isEqualTo(1, within(1e-6));
	}

	@Test
	void whenOneHasNoMeasureThenItIsTakenForAsFastAsTheFastest() {
		Endpoint fresh = endpoint("fresh", 1);
		Endpoint fast = endpoint("fast", 1);
		Endpoint slow = endpoint("slow", 1);
		measure(fast, SECOND, 0);
		measure(slow, 9 * SECOND, 0);
		Map<String, Double> shares = shares(0, fresh, fast, slow);
		assertThat(shares.get("slow")).isZero();
		assertThat(shares.get("fresh")).isCloseTo(shares.get("fast"), within(0.01));
	}

	@Test
	void whenASlowOneHasNotBeenMeasuredForLongThenItIsTriedAgain() {
		Endpoint fast = endpoint("fast", 1);
		Endpoint slow = endpoint("slow", 1);
		measure(fast, SECOND, 0);
		measure(slow, 9 * SECOND, 0);
		assertThat(shares(0, fast, slow).get("slow")).isZero();
		measure(fast, SECOND + SECOND / 100, 100 * SECOND);
		assertThat(shares(100 * SECOND, fast, slow).get("slow")).isPositive();
	}

	@ParameterizedTest
	@CsvSource({ "10, 0.0909", "13, 0.0909", "25, 0.3333", "40, 0.5" })
	void whenOneIsReadmittedThenItsShareRamps(long second, double share) {
		Endpoint back = endpoint("back", 1);
		Endpoint other = endpoint("other", 1);
		eject(back, 0);
		assertThat(shares(0, back, other).get("back")).isZero();
		measure(back, SECOND, 10 * SECOND);
		measure(other, SECOND, 10 * SECOND);
		assertThat(shares(second * SECOND, back, other).get("back")).isCloseTo(share, within(0.005));
	}

	@Test
	void whenOneHasBeenTriedThenAnotherIsPickedUntilNoneIsLeft() {
		List<Endpoint> endpoints = List.of(endpoint("a", 1), endpoint("b", 9), endpoint("c", 90));
		List<Endpoint> tried = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Endpoint next = this.picker.pick(endpoints, Dialect.OPENAI, 0, tried);
			assertThat(next).isNotNull().isNotIn(tried);
			tried.add(next);
		}
		assertThat(this.picker.pick(endpoints, Dialect.OPENAI, 0, tried)).isNull();
	}

	@Test
	void whenOnlyOneFitsThenNoNumberIsDrawn() {
		EndpointPicker undrawn = new EndpointPicker(() -> {
			throw new AssertionError("drawn");
		});
		Endpoint one = endpoint("one", 1);
		assertThat(undrawn.pick(List.of(endpoint("other", Dialect.ANTHROPIC, 1), one), Dialect.OPENAI, 0, List.of()))
			.isSameAs(one);
	}

	@Test
	void whenNoneFitsThenNoneIsPicked() {
		assertThat(pick(0)).isNull();
		assertThat(pick(0, endpoint("off", 0))).isNull();
		assertThat(pick(0, endpoint("other", Dialect.ANTHROPIC, 1))).isNull();
		Endpoint ejected = endpoint("ejected", 1);
		eject(ejected, 0);
		assertThat(pick(0, ejected)).isNull();
		assertThat(pick(10 * SECOND, ejected)).as("to probe").isSameAs(ejected);
	}

	@Test
	void whenAllKeysAreOutThenTheEndpointIsAndItIsKnownUntilWhen() {
		Provider provider = ProviderFixture.with("keyed", "one", "two");
		Endpoint keyed = new Endpoint(provider, 1, null, new EndpointState(SETTINGS, 0));
		for (ApiKey key : provider.keys()) {
			assertThat(pick(0, keyed)).isSameAs(keyed);
			key.answered(429, 7 * SECOND, 0);
		}
		assertThat(pick(0, keyed)).isNull();
		assertThat(EndpointPicker.retryAt(List.of(keyed), Dialect.OPENAI, 0)).isEqualTo(7 * SECOND);
		assertThat(pick(7 * SECOND, keyed)).isSameAs(keyed);
	}

	@Test
	void whenAllAreOutThenTheFirstToComeBackSaysWhen() {
		Endpoint first = endpoint("first", 1);
		Endpoint second = endpoint("second", 1);
		eject(first, 0);
		eject(second, SECOND);
		List<Endpoint> endpoints = List.of(second, endpoint("off", 0), first);
		assertThat(EndpointPicker.retryAt(endpoints, Dialect.OPENAI, 2 * SECOND)).isEqualTo(8 * SECOND);
		assertThat(EndpointPicker.retryAt(endpoints, Dialect.ANTHROPIC, 2 * SECOND)).isEqualTo(-1);
		assertThat(EndpointPicker.retryAt(List.of(endpoint("up", 1), first), Dialect.OPENAI, 0)).isZero();
	}

}
