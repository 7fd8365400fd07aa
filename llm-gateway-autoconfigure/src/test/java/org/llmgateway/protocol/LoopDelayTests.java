package org.llmgateway.protocol;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.llmgateway.protocol.LoopDelay.Sight;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beats that are due every 100 ms and too late after a second, at times in milliseconds.
 */
class LoopDelayTests {

	private final LoopDelay delay = new LoopDelay(nanos(100), nanos(1000), nanos(-500));

	@Test
	void whenBeatsComeInTimeThenNothingIsNew() {
		for (long now = -400; now <= 400; now += 100) {
			assertThat(beat(now)).isZero();
			assertThat(look(now + 50)).isEqualTo(Sight.NOTHING_NEW);
		}
		assertThat(this.delay.blocks()).isZero();
	}

	@Test
	void whenBeatIsLateThenDelayIsToldAndTheLongestKept() {
		assertThat(beat(-370)).isEqualTo(30);
		assertThat(beat(-265)).isEqualTo(5);
		assertThat(this.delay.last()).isEqualTo(nanos(5));
		assertThat(this.delay.longest()).isEqualTo(nanos(30));
		assertThat(this.delay.lateness(nanos(-100))).isEqualTo(nanos(65));
	}

	@Test
	void whenThereIsNoBeatForTooLongThenBlockIsToldOnce() {
		beat(0);
		assertThat(look(1099)).isEqualTo(Sight.NOTHING_NEW);
		assertThat(look(1100)).isEqualTo(Sight.BLOCKED);
		for (long now = 1200; now < 5000; now += 100) {
			assertThat(look(now)).isEqualTo(Sight.NOTHING_NEW);
		}
		assertThat(this.delay.blocks()).isEqualTo(1);
	}

	@Test
	void whenBeatsComeAgainThenTheEndIsToldOnceWithTheWholeTime() {
		beat(0);
		look(1500);
		beat(2100);
		beat(2200);
		assertThat(look(2250)).isEqualTo(Sight.GOES_ON);
		assertThat(this.delay.lastBlock()).isEqualTo(nanos(2000));
		assertThat(look(2300)).isEqualTo(Sight.NOTHING_NEW);
	}

	@Test
	void whenLoopIsBlockedAgainThenThatIsAnotherBlock() {
		beat(0);
		look(1500);
		beat(2000);
		assertThat(look(2050)).isEqualTo(Sight.GOES_ON);
		assertThat(look(3100)).isEqualTo(Sight.BLOCKED);
		assertThat(this.delay.blocks()).isEqualTo(2);
	}

	private long beat(long millis) {
		return TimeUnit.NANOSECONDS.toMillis(this.delay.beat(nanos(millis)));
	}

	private Sight look(long millis) {
		return this.delay.look(nanos(millis));
	}

	private static long nanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
