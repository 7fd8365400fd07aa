package org.llmgateway.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many events a window takes, and what the text of a GOAWAY is read as.
 */
class FloodWindowTests {

	@Test
	void whenMoreEventsComeThanAllowedThenExceededUntilTheNextWindow() {
		FloodWindow window = new FloodWindow(2, 100, 50);
		assertThat(window.isExceededBy(1, 50)).isFalse();
		assertThat(window.isExceededBy(1, 149)).isFalse();
		assertThat(window.isExceededBy(1, 149)).isTrue();
		assertThat(window.isExceededBy(1, 150)).isFalse();
		assertThat(window.isExceededBy(1, 151)).isFalse();
		assertThat(window.isExceededBy(1, 152)).isTrue();
	}

	@Test
	void whenAmountsAreAddedThenTheirSumIsBounded() {
		FloodWindow window = new FloodWindow(3, 10, Long.MAX_VALUE - 5);
		assertThat(window.isExceededBy(3, Long.MAX_VALUE)).isFalse();
		assertThat(window.isExceededBy(1, Long.MAX_VALUE + 4)).isTrue();
		assertThat(window.isExceededBy(3, Long.MAX_VALUE + 5)).isFalse();
		assertThat(window.isExceededBy(1, Long.MAX_VALUE + 6)).isTrue();
	}

	@Test
	void whenTimeRunsOverThenTheWindowStillEnds() {
		FloodWindow window = new FloodWindow(1, 100, Long.MAX_VALUE - 10);
		assertThat(window.isExceededBy(1, Long.MAX_VALUE)).isFalse();
		assertThat(window.isExceededBy(1, Long.MIN_VALUE)).isTrue();
		assertThat(window.isExceededBy(1, Long.MIN_VALUE + 89)).isFalse();
	}

	@Test
	void whenThereIsNoLimitThenNeverExceeded() {
		FloodWindow window = new FloodWindow(0, 100, 0);
		for (int i = 0; i < 1000; i++) {
			assertThat(window.isExceededBy(1, i / 20)).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, bye,", "2, broken,", "1, bad frame, PROTOCOL_ERROR",
			"11, Maximum number of RST frames, RAPID_RESET", "11, small consecutive continuations frames, CONTINUATION",
			"11, 3 empty data frames, EMPTY_FRAMES", "11, outstanding control frames, CONTROL_FLOOD" })
	void whenGoAwayIsSentThenItsReasonIsKnown(long errorCode, String text, GuardReason reason) {
		assertThat(GuardReason.ofGoAway(errorCode, text)).isEqualTo(reason);
	}

}
