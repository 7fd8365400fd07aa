package org.llmgateway.provider;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys are used in turn; what the provider answers takes one out, lets it rest or puts it
 * back.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApiKeyTests {

	private static final String PLANTED = "sk-planted-secret-0123456789";

	private static final KeySettings SETTINGS = new KeySettings(100, 5, 50);

	private final ApiKeys keys = new ApiKeys("openai", List.of(PLANTED, "two", "three"), SETTINGS);

	private final ApiKey key = this.keys.all().get(0);

	private List<String> take(int count, long now) {
		List<String> taken = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ApiKey next = this.keys.take(now);
			assertThat(next).isNotNull();
			taken.add(next.value());
		}
		return taken;
	}

	@Test
	void whenAllAreUpThenTheyAreUsedInTurn() {
		assertThat(take(4, 0)).containsExactly(PLANTED, "two", "three", PLANTED);
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 402, 403 })
	void whenAKeyIsRefusedThenOthersAreUsedEvenlyUntilItIsTriedAgainOnce(int status) {
		this.key.answered(status, 0, 0);
		assertThat(this.key.state(0)).isEqualTo("out");
		assertThat(take(60, 99)).doesNotContain(PLANTED).filteredOn("two"::equals).hasSize(30);
		assertThat(take(9, 100)).containsOnlyOnce(PLANTED);
		assertThat(this.key.state(100)).isEqualTo("probing");
		this.key.answered(200, 0, 101);
		assertThat(this.key.state(101)).isEqualTo("up");
		assertThat(take(3, 101)).contains(PLANTED);
	}

	@Test
	void whenAKeyIsRefusedAgainThenItIsOutForAsLong() {
		this.key.answered(401, 0, 0);
		assertThat(this.key.take(100)).isTrue();
		this.key.answered(401, 0, 110);
		assertThat(this.key.take(209)).isFalse();
		assertThat(this.key.take(210)).isTrue();
	}

	@Test
	void whenATryTellsNothingThenTheNextIsOne() {
		this.key.answered(401, 0, 0);
		assertThat(this.key.take(100)).isTrue();
		assertThat(this.key.take(100)).isFalse();
		this.key.answered(0, 0, 101);
		assertThat(this.key.take(101)).isTrue();
	}

	@Test
	void whenNobodyTellsHowATryWentThenItIsTriedAgainLater() {
		this.key.answered(401, 0, 0);
		assertThat(this.key.take(100)).isTrue();
		assertThat(this.key.take(199)).isFalse();
		assertThat(this.key.take(200)).isTrue();
	}

	@Test
	void whenAnEarlierRequestIsAnsweredThenARefusedKeyIsOutForAsLong() {
		this.key.answered(401, 0, 0);
		this.key.answered(429, 5, 1);
		this.key.answered(500, 0, 1);
		assertThat(this.key.retryAt(1)).isEqualTo(99);
	}

	@Test
	void whenARefusedKeyIsAcceptedElsewhereThenItIsBack() {
		this.key.answered(403, 0, 0);
		this.key.answered(200, 0, 1);
		assertThat(this.key.take(1)).isTrue();
	}

	@Test
	void whenKeysAreNotTriedAgainThenTheyAreOutForGood() {
		ApiKeys once = new ApiKeys("openai", List.of("one"), new KeySettings(0, 5, 50));
		ApiKey only = once.take(0);
		assertThat(only).isNotNull();
		only.answered(401, 0, 0);
		assertThat(once.take(Long.MAX_VALUE / 2)).isNull();
		assertThat(once.retryAt(0)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void whenTheProviderIsAskedTooOftenThenTheKeyRestsAsLongAsItSaysUpToABound() {
		this.key.answered(429, 20, 0);
		assertThat(this.key.state(0)).isEqualTo("cooling");
		assertThat(this.key.retryAt(5)).isEqualTo(15);
		this.key.answered(429, 0, 1);
		assertThat(this.key.retryAt(5)).as("a shorter rest").isEqualTo(15);
		assertThat(take(6, 19)).doesNotContain(PLANTED);
		assertThat(take(3, 20)).contains(PLANTED);
		this.key.answered(429, 0, 30);
		assertThat(this.key.retryAt(30)).as("without Retry-After").isEqualTo(5);
		this.key.answered(429, 1_000, 40);
		assertThat(this.key.retryAt(40)).as("beyond the bound").isEqualTo(50);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 200, 400, 404, 408, 500, 503, 529 })
	void whenTheAnswerSaysNothingAboutTheKeyThenItStays(int status) {
		this.key.answered(status, 20, 0);
		assertThat(this.key.retryAt(0)).isZero();
		this.key.answered(429, 20, 0);
		this.key.answered(status, 0, 1);
		assertThat(this.key.state(1)).isEqualTo("cooling");
	}

	@Test
	void whenAllAreOutThenNoneIsTakenAndItIsKnownUntilWhen() {
		this.keys.all().get(0).answered(401, 0, 0);
		this.keys.all().get(1).answered(429, 30, 0);
		assertThat(this.keys.retryAt(10)).isZero();
		this.keys.all().get(2).answered(429, 40, 0);
		assertThat(this.keys.take(10)).isNull();
		assertThat(this.keys.retryAt(10)).isEqualTo(20);
	}

	@Test
	void whenThereAreNoKeysThenNoneIsNeeded() {
		ApiKeys none = new ApiKeys("local", List.of(), SETTINGS);
		assertThat(none.take(0)).isSameAs(ApiKey.NONE);
		ApiKey.NONE.answered(401, 0, 0);
		assertThat(none.take(0)).isSameAs(ApiKey.NONE);
		assertThat(none.retryAt(0)).isZero();
	}

	@Test
	void whenAKeyIsRefusedThenTheLogSaysSoOnceByItsHash(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			this.key.answered(401, 0, i);
		}
		assertThat(this.key.take(200)).isTrue();
		this.key.answered(403, 0, 201);
		assertThat(output.getAll()).containsOnlyOnce("WARN")
			.containsOnlyOnce("The key " + this.key.hash() + " of provider 'openai' was refused with 401")
			.doesNotContain(PLANTED);
	}

	@Test
	void whenAKeyIsPrintedThenItsHashIs() {
		assertThat(this.key).hasToString(this.key.hash()).doesNotHaveToString(PLANTED);
		assertThat(new ApiKey("a", "abc", SETTINGS).hash()).isEqualTo("ba7816bf");
	}

}
