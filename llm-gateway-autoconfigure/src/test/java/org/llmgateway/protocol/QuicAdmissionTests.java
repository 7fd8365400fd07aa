package org.llmgateway.protocol;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.protocol.QuicAdmission.Decision;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * First packets at 1,000 connections and 100 handshakes at most, and a Retry from 10
 * handshakes or 5 connections in a second on.
 */
class QuicAdmissionTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			# retry, validated, open, handshakes, decision
			auto,   false,     0,    0,          ACCEPT
			auto,   false,     999,  9,          ACCEPT
			auto,   false,     20,   10,         RETRY
			auto,   true,      20,   10,         ACCEPT
			auto,   true,      200,  99,         ACCEPT
			auto,   true,      200,  100,        DROP
			auto,   false,     200,  100,        DROP
			auto,   false,     1000, 9,          REFUSE
			auto,   true,      1000, 9,          REFUSE
			auto,   false,     1000, 10,         RETRY
			auto,   true,      1000, 10,         DROP
			never,  false,     20,   10,         ACCEPT
			never,  false,     20,   100,        DROP
			never,  false,     1000, 0,          REFUSE
			never,  false,     1000, 10,         DROP
			always, false,     0,    0,          RETRY
			always, true,      0,    0,          ACCEPT
			always, true,      1000, 0,          REFUSE
			""")
	void whenFirstPacketComesThenDecidedByLoad(String retry, boolean validated, int open, int handshakes,
			Decision decision) {
		assertThat(admission(retry).decide(validated, open, handshakes, 0)).isEqualTo(decision);
	}

	@Test
	void whenConnectionsComeFastThenRetryUntilASecondHasBeenQuiet() {
		QuicAdmission admission = admission("auto");
		for (int i = 0; i < 5; i++) {
			assertThat(at(admission, 100 * i)).isEqualTo(Decision.ACCEPT);
		}
		assertThat(at(admission, 900)).isEqualTo(Decision.RETRY);
		assertThat(at(admission, 1000)).isEqualTo(Decision.RETRY);
		assertThat(at(admission, 2000)).isEqualTo(Decision.ACCEPT);
	}

	@Test
	void whenNothingCameForLongThenTheBusySecondIsForgotten() {
		QuicAdmission admission = admission("auto");
		for (int i = 0; i < 50; i++) {
			at(admission, i);
		}
		assertThat(at(admission, 60_000)).isEqualTo(Decision.ACCEPT);
	}

	private static Decision at(QuicAdmission admission, long millis) {
		return admission.decide(false, 0, 0, TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private static QuicAdmission admission(String retry) {
		return new QuicAdmission(TestServer.http3Properties("retry=" + retry, "max-connections=1000",
				"max-handshakes=100", "retry-handshakes=10", "retry-rate=5"), 0);
	}

}
