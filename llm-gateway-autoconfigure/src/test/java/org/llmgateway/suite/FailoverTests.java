package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.suite.RunningCall.Ending;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the caller sees when providers fail, before the commit point and after it.
 */
class FailoverTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	/** Two pools of one endpoint each, told apart by the path at the mock. */
	private static GatewaySpec spec() {
		return GatewaySpec.of(Door.DIRECT)
			.with("llm.gateway.failover.attempts", "3")
			.with("llm.gateway.failover.backoff", "1ms")
			.with("llm.gateway.failover.min-retries", "100000")
			.with("llm.gateway.keys.retry", "1m")
			.with("llm.gateway.providers.second.base-url", "${mock}/second/v1")
			.with("llm.gateway.providers.second.ssl-bundle", "mock")
			.with("llm.gateway.pools.first.endpoints[0].provider", "openai")
			.with("llm.gateway.pools.second.endpoints[0].provider", "second")
			.with("llm.gateway.pools.second.endpoints[0].model", "second-model")
			.with("llm.gateway.models[3].match", "m")
			.with("llm.gateway.models[3].pools", "first,second")
			.with("llm.gateway.models[4].match", "alone")
			.with("llm.gateway.models[4].pools", "first")
			.with("llm.gateway.models[5].match", "well")
			.with("llm.gateway.models[5].pools", "second");
	}

	private static RunningGateway gateway(UpstreamLeg leg) {
		return gateways.gateway(spec().upstream(leg));
	}

	private static RunningGateway gateway() {
		return gateway(UpstreamLeg.H1);
	}

	private static Answer send(RunningGateway gateway, Call call) {
		return gateway.client(ClientProtocol.H1).send(call);
	}

	private static boolean isFirst(MockRequest request) {
		return !request.path().startsWith("/second");
	}

	private static void firstAnswers(RunningGateway gateway, @Nullable MockBehavior behavior) {
		gateway.mock().answerWith((request) -> isFirst(request) ? behavior : null);
	}

	private static MockBehavior behavior(Function<MockBehavior.Builder, MockBehavior.Builder> settings) {
		return settings.apply(MockBehavior.builder()).build();
	}

	private static MockBehavior fault(String fault) {
		String[] parts = fault.split("=");
		int value = Integer.parseInt(parts[1]);
		return behavior((builder) -> switch (parts[0]) {
			case "status" -> builder.status(value);
			case "cut" -> builder.cut(value);
			case "reset" -> builder.reset(value);
			default -> builder.errorEvent(value);
		});
	}

	/** The requests that have reached the mock, as {@code 12} for first and second. */
	private static String trail(RunningGateway gateway) {
		StringBuilder trail = new StringBuilder();
		for (MockRequest request = gateway.nextRequest(); request != null; request = gateway.nextRequest()) {
			trail.append(isFirst(request) ? '1' : '2');
		}
		return trail.toString();
	}

	private static Answer expected(RunningGateway gateway, boolean stream) {
		Answer expected = send(gateway, Call.chat("well", stream));
		assertThat(trail(gateway)).isEqualTo("2");
		return expected;
	}

	@ParameterizedTest
	@CsvSource({ "H1,status=408", "H1,status=429", "H1,status=500", "H1,status=502", "H1,status=503", "H1,status=504",
			"H1,status=529", "H1,cut=0", "H1,reset=0", "H1,error-event=0", "H2C,status=503", "H2C,cut=0",
			"H2C,error-event=0", "H2,reset=0", "H3,status=529", "H3,cut=0", "H3,error-event=0" })
	void whenAnAttemptFailsBeforeContentThenCallerSeesOneCleanAnswer(UpstreamLeg leg, String fault) {
		RunningGateway gateway = gateway(leg);
		Answer stream = expected(gateway, true);
		Answer json = expected(gateway, false);
		firstAnswers(gateway, fault(fault));
		Answer answer = send(gateway, Call.chat("m", true));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).isEqualTo(stream.text());
		assertThat(trail(gateway)).isEqualTo("12");
		if (!fault.startsWith("error")) {
			assertThat(send(gateway, Call.chat("m", false)).text()).isEqualTo(json.text());
			assertThat(trail(gateway)).isEqualTo("12");
		}
		gateways.assertNothingLeft();
		if (leg != UpstreamLeg.H2 || !fault.startsWith("reset")) {
			// Netty itself tells of a connection that is reset below TLS and HTTP/2.
			gateways.assertQuietLog();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnAttemptFailsAfterContentThenItIsNotMadeAgain(UpstreamLeg leg) {
		RunningGateway gateway = gateway(leg);
		firstAnswers(gateway, behavior((builder) -> builder.tokens(9).cut(1)));
		Answer cut = send(gateway, Call.chat("m", true));
		assertThat(cut.text()).contains("upstream_cut").doesNotContain("[DONE]");
		firstAnswers(gateway, behavior((builder) -> builder.tokens(9).errorEvent(1)));
		Answer told = send(gateway, Call.chat("m", true));
		assertThat(told.text()).contains("\"error\"").doesNotContain("upstream_");
		assertThat(trail(gateway)).isEqualTo("11");
		gateways.assertQuietLog();
	}

	@Test
	void whenAStreamBreaksOffInTheMiddleOfItsBeginningThenNothingOfItIsSeen() {
		RunningGateway gateway = gateway();
		Answer expected = expected(gateway, true);
		String role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
		for (String begun : List.of(": hello\n\n", role, role + "data: {\"choi")) {
			gateway.mock()
				.respondWith((request) -> isFirst(request) ? MockResponse.status(200)
					.header("content-type", "text/event-stream")
					.write(begun)
					.chunked()
					.finish(MockResponse.Finish.CUT)
					.build() : null);
			assertThat(send(gateway, Call.chat("m", true)).text()).isEqualTo(expected.text());
			assertThat(trail(gateway)).isEqualTo("12");
		}
		gateways.assertQuietLog();
	}

	@Test
	void whenNoConnectionCanBeMadeThenTheNextPoolServes() {
		RunningGateway gateway = gateways
			.gateway(spec().with("llm.gateway.providers.openai.base-url", "http://127.0.0.1:1"));
		Answer expected = expected(gateway, true);
		assertThat(send(gateway, Call.chat("m", true)).text()).isEqualTo(expected.text());
		assertThat(trail(gateway)).isEqualTo("2");
	}

	@Test
	void whenTheFirstTokenDoesNotComeThenTheNextPoolServes() {
		RunningGateway gateway = gateways.gateway(spec().with("llm.gateway.pools.first.stream.first-token", "200ms"));
		Answer expected = expected(gateway, true);
		for (MockBehavior silent : List.of(behavior((builder) -> builder.stall(0)),
				behavior((builder) -> builder.headersStall(true)))) {
			firstAnswers(gateway, silent);
			assertThat(send(gateway, Call.chat("m", true)).text()).isEqualTo(expected.text());
			MockRequest given = gateway.awaitRequest();
			assertThat(given.ended()).succeedsWithin(RunningCall.LIMIT).isEqualTo(MockRequest.Ending.CANCELLED);
			assertThat(trail(gateway)).isEqualTo("2");
		}
		firstAnswers(gateway, behavior((builder) -> builder.stall(0)));
		Answer alone = send(gateway, Call.chat("alone", true).header("x-llm-max-attempts", "1"));
		assertThat(alone.status()).isEqualTo(504);
		assertThat(alone.text()).contains("first_token_timeout");
		gateways.assertQuietLog();
	}

	@Test
	void whenAProviderFallsSilentAfterContentThenTheStreamEndsWithAnEvent() {
		RunningGateway gateway = gateways.gateway(spec().with("llm.gateway.pools.first.stream.idle", "200ms"));
		firstAnswers(gateway, behavior((builder) -> builder.stall(2)));
		RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat("m", true));
		assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(call.text()).contains("idle_timeout").doesNotContain("[DONE]");
		assertThat(gateway.awaitRequest().ended()).succeedsWithin(RunningCall.LIMIT)
			.isEqualTo(MockRequest.Ending.CANCELLED);
		assertThat(trail(gateway)).isEmpty();
		gateways.assertQuietLog();
	}

	@Test
	void whenThereIsOneEndpointThenItIsAskedAgain() {
		RunningGateway gateway = gateway();
		AtomicInteger count = new AtomicInteger();
		gateway.mock()
			.answerWith((request) -> (count.incrementAndGet() < 3) ? behavior((builder) -> builder.status(500)) : null);
		assertThat(send(gateway, Call.chat("alone", true)).status()).isEqualTo(200);
		assertThat(trail(gateway)).isEqualTo("111");
	}

	@Test
	void whenAllAttemptsFailThenCallerGetsTheLastAnswerAsItIs() {
		RunningGateway gateway = gateway();
		gateway.mock()
			.respondWith((request) -> MockResponse.status(isFirst(request) ? 503 : 500)
				.header("content-type", "application/json")
				.header("retry-after", "99")
				.write("{\"from\":\"" + request.path() + "\"}")
				.build());
		Answer answer = send(gateway, Call.chat("m", true));
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.text()).isEqualTo("{\"from\":\"/second/v1/chat/completions\"}");
		assertThat(answer.header("retry-after")).isEqualTo("99");
		assertThat(trail(gateway)).isEqualTo("12");
		gateway.mock()
			.respondWith((request) -> isFirst(request) ? MockResponse.status(503).write("kept").build()
					: MockResponse.status(200)
						.framing(MockResponse.Framing.NOTHING)
						.finish(MockResponse.Finish.CUT)
						.build());
		answer = send(gateway, Call.chat("m", true).header("X-LLM-Max-Attempts", "2"));
		assertThat(answer.status()).as("a provider's answer says more than an error of ours").isEqualTo(503);
		assertThat(answer.text()).isEqualTo("kept");
		gateways.assertQuietLog();
	}

	@Test
	void whenOnlyErrorEventsComeThenTheyAreNamed() {
		RunningGateway gateway = gateway();
		gateway.mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.write("data: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"no\"}}\n\n")
				.build());
		Answer answer = send(gateway, Call.chat("m", true));
		assertThat(answer.status()).isEqualTo(502);
		assertThat(answer.text()).contains("upstream_failed").contains("overloaded_error");
	}

	@ParameterizedTest
	@CsvSource({ "1,1", "2,12", "9,121" })
	void whenCallerLowersTheAttemptsThenThereAreNoMore(String header, String trail) {
		RunningGateway gateway = gateway();
		gateway.mock().answerWith((request) -> behavior((builder) -> builder.status(500)));
		Answer answer = send(gateway, Call.chat("m", true).header("X-LLM-Max-Attempts", header));
		assertThat(answer.status()).isEqualTo(500);
		assertThat(trail(gateway)).hasSize(trail.length()).startsWith(trail.substring(0, Math.min(2, trail.length())));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "two", "", "1.5" })
	void whenCallersLimitIsNoneThen400(String header) {
		RunningGateway gateway = gateway();
		Answer answer = send(gateway, Call.chat("m", true).header("X-LLM-Max-Attempts", header));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text()).contains("X-LLM-Max-Attempts");
		assertThat(trail(gateway)).isEmpty();
	}

	@Test
	void whenTheBodyIsSentAgainThenWithTheModelOfEachEndpoint() {
		RunningGateway gateway = gateway();
		firstAnswers(gateway, fault("status=503"));
		Call call = Call.chat("m", true);
		assertThat(send(gateway, call).status()).isEqualTo(200);
		String body = new String(call.body(), StandardCharsets.UTF_8);
		assertThat(gateway.awaitRequest().bodyText()).isEqualTo(body);
		assertThat(gateway.awaitRequest().bodyText()).isEqualTo(body.replace("\"m\"", "\"second-model\""));
	}

	@Test
	void whenABodyIsStreamedThroughThenItIsNotSentAgain() {
		RunningGateway gateway = gateway();
		gateway.mock().respond(MockResponse.status(503).write("no").build());
		Call upload = Call.of("POST", "/v1/files").header("content-type", "text/plain").body(new byte[1000]);
		assertThat(send(gateway, upload).status()).isEqualTo(503);
		assertThat(trail(gateway)).hasSize(1);
		assertThat(send(gateway, Call.get("/v1/files/f")).status()).isEqualTo(503);
		assertThat(trail(gateway)).as("what only asks may be asked again").hasSize(3);
	}

	@Test
	void whenCallerLeavesDuringAWaitThenNothingIsSentAgain() {
		RunningGateway gateway = gateway();
		gateway.mock().respond(MockResponse.status(503).header("retry-after", "9").write("later").build());
		RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat("alone", true));
		assertThat(gateway.awaitRequest().ended()).succeedsWithin(RunningCall.LIMIT);
		Awaitility.await().atMost(RunningCall.LIMIT).until(() -> gateway.inFlight() == 0);
		call.cancel();
		gateways.assertNothingLeft();
		assertThat(trail(gateway)).isEmpty();
		gateways.assertQuietLog();
	}

	@Test
	void whenRetryAfterIsOverTheCapThenTheEndpointIsNotAskedAgain() {
		RunningGateway gateway = gateway();
		gateway.mock().respond(MockResponse.status(503).header("retry-after", "11").write("later").build());
		assertThat(send(gateway, Call.chat("alone", true)).text()).isEqualTo("later");
		assertThat(trail(gateway)).isEqualTo("1");
	}

	@Test
	void whenTheBudgetIsUsedUpThenNothingIsSentAgain() {
		RunningGateway gateway = gateways
			.gateway(spec().with("llm.gateway.failover.min-retries", "2").with("llm.gateway.failover.budget", "0"));
		gateway.mock().answerWith((request) -> behavior((builder) -> builder.status(500)));
		assertThat(send(gateway, Call.chat("m", true)).status()).isEqualTo(500);
		assertThat(trail(gateway)).hasSize(3);
		assertThat(send(gateway, Call.chat("m", true)).status()).isEqualTo(500);
		assertThat(trail(gateway)).hasSize(1);
	}

	@Test
	void whenAKeyIsRefusedThenTheOtherIsUsed() {
		RunningGateway gateway = gateways.gateway(spec().with("llm.gateway.providers.openai.api-keys", "bad,good"));
		gateway.mock()
			.answerWith((request) -> "Bearer bad".equals(request.header("authorization"))
					? behavior((builder) -> builder.status(401)) : null);
		assertThat(send(gateway, Call.chat("alone", true)).status()).isEqualTo(200);
		assertThat(trail(gateway)).isEqualTo("11");
	}

	@Test
	void whenEveryEndpointIsOutThen503WithoutAnAttempt() {
		RunningGateway gateway = gateways.gateway(spec().with("llm.gateway.balancing.ejection.failures", "1")
			.with("llm.gateway.balancing.ejection.base", "1m"));
		gateway.mock().answerWith((request) -> behavior((builder) -> builder.status(500)));
		assertThat(send(gateway, Call.chat("alone", true)).status()).isEqualTo(500);
		assertThat(trail(gateway)).isEqualTo("1");
		Answer out = send(gateway, Call.chat("alone", true));
		assertThat(out.status()).isEqualTo(503);
		assertThat(out.text()).contains("upstream_unavailable");
		assertThat(Integer.parseInt(out.header("retry-after"))).isBetween(1, 60);
		assertThat(trail(gateway)).isEmpty();
	}

}
