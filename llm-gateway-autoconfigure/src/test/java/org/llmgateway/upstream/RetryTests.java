package org.llmgateway.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.exchange.FailoverOverrides;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is retried, how often and after what wait.
 */
class RetryTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	@ParameterizedTest
	@CsvSource({ "200,NONE", "301,NONE", "400,NONE", "401,WITH_OTHER_KEY", "402,WITH_OTHER_KEY", "403,WITH_OTHER_KEY",
			"404,NONE", "408,AGAIN", "409,NONE", "413,NONE", "422,NONE", "429,AGAIN", "500,AGAIN", "501,NONE",
			"502,AGAIN", "503,AGAIN", "504,AGAIN", "505,NONE", "529,AGAIN" })
	void whenAProviderAnswersThenItsStatusDecides(int status, RetryDecision decision) {
		assertThat(RetryDecision.of(status)).isEqualTo(decision);
	}

	@ParameterizedTest
	@EnumSource
	void whenThereIsNoAnswerThenTheErrorDecides(GatewayError error) {
		boolean timeout = error == GatewayError.FIRST_TOKEN_TIMEOUT || error == GatewayError.IDLE_TIMEOUT;
		boolean again = timeout || switch (error) {
			case UPSTREAM_REFUSED, UPSTREAM_BROKEN, UPSTREAM_CUT, UPSTREAM_FAILED, UPSTREAM_BUSY, UPSTREAM_TIMEOUT ->
				true;
			default -> false;
		};
		assertThat(RetryDecision.of(error, true)).isEqualTo(again ? RetryDecision.AGAIN : RetryDecision.NONE);
		assertThat(RetryDecision.of(error, false))
			.isEqualTo((again && !timeout) ? RetryDecision.AGAIN : RetryDecision.NONE);
		assertThat(RetryDecision.blames(error)).isEqualTo(again && error != GatewayError.UPSTREAM_BUSY);
	}

	@ParameterizedTest
	@CsvSource({ "true,false,POST,true", "true,true,POST,true", "false,true,POST,false", "false,false,POST,false",
			"false,false,DELETE,false", "false,false,GET,true", "false,false,HEAD,true", "false,true,GET,false" })
	void whenABodyIsNotKeptThenOnlyQuestionsAreAskedAgain(boolean inspected, boolean content, String method,
			boolean replayable) {
		assertThat(RetryDecision.isReplayable(inspected, content, method)).isEqualTo(replayable);
	}

	@ParameterizedTest
	@CsvSource({ "7,7", "0,0", "' 7 ',7", "1.2,2", "99999999999999999999,31536000", "-5,0", "soon,0", "'',0", "7s,0",
			"1.x,0", "1.,0", "'Thu, 01 Jan 1970 00:01:40 GMT',90", "'Thu, 01 Jan 1970 00:00:01 GMT',0",
			"'Fri, 31 Dec 9999 23:59:59 GMT',31536000", "'Thu, 99 Jan 1970',0" })
	void whenAProviderAsksToWaitThenItIsUnderstoodOrIgnored(String value, long seconds) {
		assertThat(RetryAfter.nanos(value, 10_000)).isEqualTo(seconds * SECOND);
	}

	@Test
	void whenThereIsNoRetryAfterThenThereIsNoWait() {
		assertThat(RetryAfter.nanos(null, 0)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "1,50", "2,100", "3,200", "6,1600", "7,2000", "1000000,2000" })
	void whenAttemptsGoOnThenTheWaitMayDoubleUpToABound(int attempts, long bound) {
		Backoff longest = new Backoff(50, 2000, (limit) -> limit - 1);
		assertThat(longest.before(attempts)).isEqualTo(bound);
		assertThat(new Backoff(50, 2000, (limit) -> 0).before(attempts)).as("full jitter").isZero();
		assertThat(new Backoff(0, 2000, (limit) -> limit - 1).before(attempts)).isZero();
	}

	@Test
	void whenRetriesAreOverTheirShareThenThereAreNoMoreUntilTimeHasPassed() {
		RetryBudget budget = new RetryBudget(0.2, 2);
		for (int i = 0; i < 20; i++) {
			budget.request(i * SECOND / 10);
		}
		for (int i = 0; i < 4; i++) {
			assertThat(budget.takeRetry(2 * SECOND)).isTrue();
		}
		assertThat(budget.takeRetry(2 * SECOND)).isFalse();
		assertThat(budget.takeRetry(9 * SECOND)).as("within ten seconds").isFalse();
		assertThat(budget.takeRetry(12 * SECOND)).as("only the least is left").isTrue();
		assertThat(budget.takeRetry(12 * SECOND)).isTrue();
		assertThat(budget.takeRetry(12 * SECOND)).isFalse();
	}

	@Test
	void whenTheClockIsNegativeThenTheBudgetWorks() {
		RetryBudget budget = new RetryBudget(0, 1);
		budget.request(-5 * SECOND);
		assertThat(budget.takeRetry(-5 * SECOND)).isTrue();
		assertThat(budget.takeRetry(4 * SECOND)).isFalse();
		assertThat(budget.takeRetry(6 * SECOND)).isTrue();
	}

	private static FailoverPolicy policy() {
		return new FailoverPolicy(new FailoverProperties(3, true, Duration.ofMillis(50), Duration.ofSeconds(2),
				Duration.ofSeconds(10), 0.2, 10), (bound) -> bound - 1);
	}

	@Test
	void whenRouteAndCallerSetAttemptsThenTheCallerCanOnlyLowerThem() {
		FailoverPolicy policy = policy();
		FailoverOverrides route = new FailoverOverrides(5, false);
		assertThat(policy.attempts(null, null)).isEqualTo(3);
		assertThat(policy.attempts(route, null)).isEqualTo(5);
		assertThat(policy.attempts(route, "2")).isEqualTo(2);
		assertThat(policy.attempts(null, "4")).isEqualTo(3);
		assertThat(policy.attempts(null, "99999999999")).isEqualTo(3);
		assertThat(policy.firstToken(null)).isTrue();
		assertThat(policy.firstToken(route)).isFalse();
		assertThat(policy.firstToken(new FailoverOverrides(null, null))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "1.0", "x", " 1" })
	void whenTheCallersNumberIsNoneThenItIsNamed(String value) {
		assertThatThrownBy(() -> policy().attempts(null, value)).isInstanceOf(GatewayException.class)
			.hasMessageContaining("X-LLM-Max-Attempts");
	}

	@Test
	void whenTheEndpointIsNotReadyForLongThenItIsNotWaitedFor() {
		assertThat(policy().waitFor(1, 0)).isEqualTo(SECOND / 20);
		assertThat(policy().waitFor(1, SECOND)).isEqualTo(SECOND);
		assertThat(policy().waitFor(1, 10 * SECOND)).isEqualTo(10 * SECOND);
		assertThat(policy().waitFor(1, 10 * SECOND + 1)).isEqualTo(-1);
		assertThat(policy().waitFor(1, Long.MAX_VALUE)).isEqualTo(-1);
		assertThat(FailoverPolicy.seconds(0)).isEqualTo("1");
		assertThat(FailoverPolicy.seconds(SECOND + 1)).isEqualTo("2");
	}

}
