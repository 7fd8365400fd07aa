package org.llmgateway.exchange;

import org.junit.jupiter.api.Test;
import org.llmgateway.llm.GatewayError;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the clocks of a stream, with the time passed in.
 */
class StreamDeadlinesTests {

	private final StreamDeadlines both = new StreamDeadlines(500, 200, 0);

	@Test
	void whenNoContentComesThenTheFirstTokenClockRunsOutHoweverMuchElseCame() {
		this.both.read(100);
		this.both.read(450);
		assertThat(this.both.expired(499)).isNull();
		assertThat(this.both.expired(500)).isEqualTo(GatewayError.FIRST_TOKEN_TIMEOUT);
	}

	@Test
	void whenTheModelThinksInSilenceThenOnlyTheFirstTokenIsWaitedFor() {
		this.both.read(10);
		assertThat(this.both.expired(400)).isNull();
	}

	@Test
	void whenTheRequestTookTimeToSendThenItIsCountedFromItsEnd() {
		this.both.sent(300);
		assertThat(this.both.expired(799)).isNull();
		assertThat(this.both.expired(800)).isEqualTo(GatewayError.FIRST_TOKEN_TIMEOUT);
	}

	@Test
	void whenContentHasComeThenSilenceIsCountedFromTheLastRead() {
		this.both.read(100);
		this.both.content();
		this.both.read(250);
		assertThat(this.both.expired(449)).isNull();
		assertThat(this.both.expired(450)).isEqualTo(GatewayError.IDLE_TIMEOUT);
	}

	@Test
	void whenNoFirstTokenIsWaitedForThenSilenceIsCountedFromTheFirstByte() {
		StreamDeadlines idle = new StreamDeadlines(0, 200, 0);
		assertThat(idle.expired(1000)).isNull();
		idle.read(1000);
		assertThat(idle.expired(1200)).isEqualTo(GatewayError.IDLE_TIMEOUT);
	}

	@Test
	void whenAskedHowLongThenNoClockRunsOutBeforeWhateverComes() {
		assertThat(this.both.left(0)).isEqualTo(200);
		assertThat(this.both.left(400)).isEqualTo(100);
		this.both.read(400);
		this.both.content();
		assertThat(this.both.left(450)).isEqualTo(150);
		assertThat(this.both.left(700)).isZero();
	}

	@Test
	void whenBothAreOffThenNothingEverRunsOut() {
		StreamDeadlines off = new StreamDeadlines(0, 0, 0);
		off.read(1);
		assertThat(off.left(1)).isEqualTo(Long.MAX_VALUE);
		assertThat(off.expired(Long.MAX_VALUE)).isNull();
	}

}
