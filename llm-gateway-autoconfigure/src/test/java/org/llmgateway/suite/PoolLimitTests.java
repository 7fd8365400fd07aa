package org.llmgateway.suite;

import java.util.List;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.suite.RunningCall.Ending;
import org.llmgateway.test.MockBehavior;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of a pool: an attempt that finds it full goes to the next pool, or is refused
 * at once, and blames no endpoint.
 */
class PoolLimitTests {

	private static final String HELD = ":tokens=9:stall=2";

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	/** Two pools, told apart by the path at the mock, with one place each. */
	private static GatewaySpec spec(Door door) {
		String limit = "llm.gateway.limit.concurrency.pools.";
		return GatewaySpec.of(door)
			.with(limit + "first.mode", "fixed")
			.with(limit + "first.max", "1")
			.with(limit + "second.mode", "adaptive")
			.with(limit + "second.max", "1")
			.with(limit + "second.min", "1")
			.with(limit + "second.initial", "1")
			.with("llm.gateway.balancing.ejection.failures", "1")
			.with("llm.gateway.failover.attempts", "2")
			.with("llm.gateway.failover.backoff", "1ms")
			.with("llm.gateway.failover.min-retries", "100000")
			.with("llm.gateway.providers.second.base-url", "${mock}/second/v1")
			.with("llm.gateway.providers.second.ssl-bundle", "mock")
			.with("llm.gateway.pools.first.endpoints[0].provider", "openai")
			.with("llm.gateway.pools.second.endpoints[0].provider", "second")
			.with("llm.gateway.models[3].match", "both*")
			.with("llm.gateway.models[3].pools", "first,second")
			.with("llm.gateway.models[4].match", "first*")
			.with("llm.gateway.models[4].pools", "first");
	}

	private static RunningCall hold(RunningGateway gateway, String model, String path) {
		RunningCall held = gateway.client(ClientProtocol.H1).open(Call.chat(model + HELD, true));
		held.awaitText("\"content\"");
		assertThat(gateway.awaitRequest().path()).isEqualTo(path);
		return held;
	}

	private static void assertBusy(Answer answer) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(503);
		assertThat(answer.text()).contains("upstream_busy");
		assertThat(answer.header("retry-after")).isEqualTo("1");
	}

	@ParameterizedTest
	@EnumSource
	void whenAPoolIsFullThenTheNextOneServesAndThenNone(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		GatewayClient client = gateway.client(ClientProtocol.H1);
		RunningCall first = hold(gateway, "both", "/v1/chat/completions");
		RunningCall second = hold(gateway, "both", "/second/v1/chat/completions");
		assertBusy(client.send(Call.chat("both", true)));
		assertBusy(client.send(Call.chat("first", false)));
		Answer longName = client.send(Call.chat("first\\u0022" + "x".repeat(100), false));
		assertBusy(longName);
		assertThat(longName.text()).contains("'first?x").doesNotContain("x".repeat(60));
		assertThat(gateway.nextRequest()).isNull();
		assertThat(client.send(Call.chat("gpt-4", true)).status()).as("a pool without a limit").isEqualTo(200);
		second.cancel();
		first.cancel();
		gateways.assertNothingLeft();
		// A single failure would have ejected the endpoints.
		gateway.resetMock();
		assertThat(client.send(Call.chat("both", true)).status()).isEqualTo(200);
		assertThat(gateway.awaitRequest().path()).isEqualTo("/v1/chat/completions");
		assertThat(gateway.limits("pools").get("first")).extracting("rejected").isNotEqualTo(0L);
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource
	void whenAnAttemptEndsHoweverThenItsPlaceIsFree(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door).with("llm.gateway.balancing.ejection.failures", "0")
			.with("llm.gateway.stream.first-token", "200ms")
			.with("llm.gateway.stream.idle", "200ms"));
		GatewayClient client = gateway.client(ClientProtocol.H1);
		for (String fault : List.of("", ":status=400", ":status=500", ":status=429", ":status=401", ":cut=0", ":cut=2",
				":reset=0", ":reset=2", ":error-event=0", ":error-event=2", ":stall=0", ":tokens=9:stall=2",
				":headers-stall=true")) {
			client.open(Call.chat("first" + fault, true)).awaitEnd();
			gateways.assertNothingLeft();
			if (!fault.contains("stall")) {
				client.open(Call.chat("first" + fault, false)).awaitEnd();
				gateways.assertNothingLeft();
			}
			assertThat(client.send(Call.chat("first", true)).status()).as(fault).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnAttemptIsMadeAgainThenItsPlaceIsFreeForTheOther(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door).with("llm.gateway.balancing.ejection.failures", "0"));
		gateway.mock()
			.answerWith((request) -> request.path().startsWith("/second") ? null
					: MockBehavior.builder().status(503).build());
		RunningCall held = gateway.client(ClientProtocol.H1).open(Call.chat("both" + HELD, true));
		held.awaitText("\"content\"");
		assertThat(gateway.limits("pools").get("first")).extracting("inFlight").isEqualTo(0);
		assertThat(gateway.limits("pools").get("second")).extracting("inFlight").isEqualTo(1);
		held.cancel();
		gateways.assertNothingLeft();
		RunningCall next = gateway.client(ClientProtocol.H1).open(Call.chat("both", true));
		assertThat(next.awaitEnd()).isEqualTo(Ending.COMPLETE);
		gateways.assertNothingLeft();
	}

}
