package org.llmgateway.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.exchange.Ending;
import org.llmgateway.suite.FaultPlan.Step;
import org.llmgateway.test.MockRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key that a provider refuses: another key or another endpoint answers, and where there
 * is none the caller gets what the provider said.
 */
class KeyFailoverTests {

	private static final int[] STATUSES = { 401, 402, 403 };

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	/** What is left when the first key is refused. */
	enum Left {

		OTHER_KEY, OTHER_ENDPOINT, NOTHING

	}

	record Case(int status, StreamSurface surface, Door door) {

		/** A model, with a pool and a provider of that name, for this case only. */
		String model(Left left) {
			return (left + "-" + this.status + "-" + this.surface).toLowerCase().replace('_', '-');
		}

	}

	static Stream<Case> cases() {
		return Stream.of(Door.values()).flatMap((door) -> cases(door).stream());
	}

	private static List<Case> cases(Door door) {
		List<Case> cases = new ArrayList<>();
		for (int status : STATUSES) {
			for (StreamSurface surface : StreamSurface.values()) {
				cases.add(new Case(status, surface, door));
			}
		}
		return cases;
	}

	private static RunningGateway gateway(Door door) {
		GatewaySpec spec = FailoverSpec.of(door).with("llm.gateway.keys.retry", "1m");
		int model = 9;
		for (Case each : cases(door)) {
			for (Left left : Left.values()) {
				spec = with(spec, each, left, model++);
			}
		}
		return gateways.gateway(spec);
	}

	private static GatewaySpec with(GatewaySpec spec, Case test, Left left, int index) {
		String name = test.model(left);
		String dialect = test.surface().family().equals("gpt") ? "openai" : "anthropic";
		String model = "llm.gateway.models[" + index + "].";
		GatewaySpec more = spec.with("llm.gateway.providers." + name + ".dialect", dialect)
			.with("llm.gateway.providers." + name + ".base-url", "${mock}")
			.with("llm.gateway.providers." + name + ".api-keys", (left == Left.OTHER_KEY) ? "first,second" : "first")
			.with("llm.gateway.pools." + name + ".endpoints[0].provider", name)
			.with(model + "match", name)
			.with(model + "pools[0]", name);
		return (left == Left.OTHER_ENDPOINT) ? more.with(model + "pools[1]", dialect) : more;
	}

	private static @Nullable String key(MockRequest request) {
		String bearer = request.header("authorization");
		return (bearer != null) ? bearer.substring("Bearer ".length()) : request.header("x-api-key");
	}

	private static Answer send(RunningGateway gateway, Case test, Left left, String id) {
		return gateway.client(ClientProtocol.H1).send(test.surface().call(test.model(left), id));
	}

	private static Answer direct(RunningGateway gateway, Case test, Left left, String id) {
		return gateway.direct().send(test.surface().call(test.model(left), id));
	}

	private static FaultPlan plan(RunningGateway gateway, Case test, String... refused) {
		FaultPlan plan = new FaultPlan();
		for (String id : refused) {
			plan.plan(id, Step.status(test.status()));
		}
		gateway.mock().respondWith(plan);
		return plan;
	}

	private static void assertEnding(RunningGateway gateway, String id, EndingLog.Entry entry) {
		assertThat(gateway.context().getBean(EndingLog.class).await(id)).containsExactly(entry);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenAKeyIsRefusedThenTheOtherKeyAnswers(Case test) {
		assertAnswered(test, Left.OTHER_KEY);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenTheOnlyKeyIsRefusedThenTheOtherEndpointAnswers(Case test) {
		assertAnswered(test, Left.OTHER_ENDPOINT);
	}

	private static void assertAnswered(Case test, Left left) {
		RunningGateway gateway = gateway(test.door());
		String id = test.model(left);
		FaultPlan plan = plan(gateway, test, id);
		String good = direct(gateway, test, left, "good").text();
		Answer answer = send(gateway, test, left, id);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.text()).isEqualTo(good);
		assertThat(plan.attempts(id)).hasSize(2);
		String refused = key(plan.attempts(id).get(0));
		assertThat(key(plan.attempts(id).get(1))).isNotEqualTo(refused);
		assertEnding(gateway, id, new EndingLog.Entry(Ending.COMPLETE, 200, 2));
		// The key that was refused is out of use from then on.
		assertThat(send(gateway, test, left, "next-" + id).text()).isEqualTo(good);
		assertThat(plan.attempts("next-" + id)).singleElement()
			.satisfies((request) -> assertThat(key(request)).isNotEqualTo(refused));
		gateways.assertNothingLeft();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenNothingIsLeftThenTheCallerGetsTheProvidersAnswer(Case test) {
		RunningGateway gateway = gateway(test.door());
		String id = test.model(Left.NOTHING);
		FaultPlan plan = plan(gateway, test, id, "direct");
		Answer answer = send(gateway, test, Left.NOTHING, id);
		assertThat(answer.status()).isEqualTo(test.status());
		assertThat(answer.text()).isEqualTo(direct(gateway, test, Left.NOTHING, "direct").text()).contains("error");
		assertThat(plan.attempts(id)).hasSize(1);
		assertEnding(gateway, id, new EndingLog.Entry(Ending.UPSTREAM_ERROR, test.status(), 1));
		Answer next = send(gateway, test, Left.NOTHING, "next-" + id);
		assertThat(next.status()).isEqualTo(503);
		assertThat(next.header("retry-after")).isNotNull();
		assertThat(plan.attempts("next-" + id)).isEmpty();
		gateways.assertNothingLeft();
	}

}
