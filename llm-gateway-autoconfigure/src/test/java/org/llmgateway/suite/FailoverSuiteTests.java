package org.llmgateway.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.exchange.Ending;
import org.llmgateway.suite.FaultPlan.Step;
import org.llmgateway.test.MockFault;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockFault.Place;
import org.llmgateway.test.MockReply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault that is worth another attempt, at every place of an answer: before the
 * commit point the caller sees one clean answer, after it the beginning of one and an
 * error, and never anything twice.
 */
class FailoverSuiteTests {

	private static final int SHARE = 7;

	private static final AtomicInteger IDS = new AtomicInteger();

	private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"function\":{\"name\":\"f\"}}]";

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	record Fault(String name, Step step, boolean silent, Ending ending) {

		static Fault at(Place place, int events, Kind kind) {
			MockFault fault = new MockFault(place, events, kind, Duration.ofMillis(20));
			boolean silent = kind == Kind.STALL || kind == Kind.COMMENTS;
			Ending ending = switch (kind) {
				case STALL, COMMENTS -> Ending.IDLE_TIMEOUT;
				case ERROR -> Ending.UPSTREAM_ERROR;
				default -> Ending.UPSTREAM_CUT;
			};
			return new Fault(kind + " at " + place + " " + events, Step.of(fault), silent, ending);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	record Case(Fault fault, StreamSurface surface, boolean tools, UpstreamLeg leg, Door door) {

	}

	static List<Fault> early() {
		List<Fault> faults = new ArrayList<>();
		for (int status : new int[] { 401, 402, 403, 408, 429, 500, 502, 503, 504, 529 }) {
			faults.add(new Fault("status " + status, Step.status(status), false, Ending.UPSTREAM_ERROR));
		}
		for (Kind kind : List.of(Kind.CUT, Kind.RESET, Kind.STALL)) {
			for (Place place : List.of(Place.BEFORE_HEAD, Place.AFTER_HEAD, Place.IN_OPENING, Place.AFTER_OPENING,
					Place.IN_CONTENT)) {
				faults.add(Fault.at(place, 0, kind));
			}
		}
		for (Kind kind : List.of(Kind.ERROR, Kind.COMMENTS)) {
			faults.add(Fault.at(Place.AFTER_HEAD, 0, kind));
			faults.add(Fault.at(Place.AFTER_OPENING, 0, kind));
		}
		return faults;
	}

	static List<Fault> late() {
		List<Fault> faults = new ArrayList<>();
		for (Kind kind : List.of(Kind.CUT, Kind.RESET, Kind.STALL, Kind.ERROR)) {
			faults.add(Fault.at(Place.AFTER_CONTENT, 1, kind));
			faults.add(Fault.at(Place.AFTER_CONTENT, 5, kind));
			faults.add(Fault.at(Place.BEFORE_USAGE, 0, kind));
			faults.add(Fault.at(Place.BEFORE_DONE, 0, kind));
			if (kind != Kind.ERROR) {
				faults.add(Fault.at(Place.IN_CONTENT, 1, kind));
				faults.add(Fault.at(Place.IN_CONTENT, 7, kind));
			}
		}
		return faults;
	}

	private static List<Case> cases(List<Fault> faults) {
		List<Case> cases = new ArrayList<>();
		for (Fault fault : faults) {
			for (StreamSurface surface : StreamSurface.values()) {
				cases.add(new Case(fault, surface, true, UpstreamLeg.H1, Door.DIRECT));
				cases.add(new Case(fault, surface, false, UpstreamLeg.H1, Door.DIRECT));
				cases.add(new Case(fault, surface, false, UpstreamLeg.H2C, Door.DIRECT));
				cases.add(new Case(fault, surface, false, UpstreamLeg.H1, Door.GATEWAY));
			}
		}
		return cases;
	}

	private static List<Case> allEarlyCases() {
		List<Case> cases = cases(early());
		// Chat and messages open with the name of the tool, which is content.
		cases.removeIf((test) -> test.surface() != StreamSurface.RESPONSES && test.tools()
				&& test.fault().name().matches(".*(AFTER_OPENING|IN_CONTENT).*"));
		return cases;
	}

	static Stream<Case> earlyCases() {
		return CaseShare.of(allEarlyCases(), SHARE);
	}

	static Stream<Case> lateCases() {
		return CaseShare.of(cases(late()), SHARE);
	}

	private static RunningGateway gateway(Case test) {
		return gateways.gateway(FailoverSpec.of(test.door()).upstream(test.leg()));
	}

	private static Call call(Case test, String id, String model) {
		String options = (test.surface() == StreamSurface.CHAT) ? ",\"stream_options\":{\"include_usage\":true}" : "";
		return test.surface()
			.call(model.isEmpty() ? test.surface().family() + "-4" : model + "-" + test.surface().family(), id,
					"\"stream\":true" + options + (test.tools() ? TOOLS : ""));
	}

	/** The good answer of the mock, asked without the gateway. */
	private static String good(RunningGateway gateway, Case test, String model) {
		return gateway.direct().send(call(test, "good", model)).text();
	}

	private static MockReply shape(MockReply reply, int attempt) {
		return reply.tokens(9);
	}

	private static FaultPlan plan(RunningGateway gateway, String id, Step... steps) {
		FaultPlan plan = new FaultPlan();
		plan.plan(id, FailoverSuiteTests::shape, List.of(steps));
		plan.plan("good", FailoverSuiteTests::shape, List.of());
		gateway.mock().respondWith(plan);
		return plan;
	}

	@ParameterizedTest
	@MethodSource("earlyCases")
	void whenAnAttemptFailsBeforeTheCommitPointThenTheCallerSeesOneCleanAnswer(Case test) {
		RunningGateway gateway = gateway(test);
		String id = "early-" + IDS.incrementAndGet();
		FaultPlan plan = plan(gateway, id, test.fault().step(), test.fault().step());
		String model = test.fault().silent() ? "first" : "";
		RunningCall call = gateway.client(ClientProtocol.H1).open(call(test, id, model));
		assertThat(call.awaitEnd()).isEqualTo(RunningCall.Ending.COMPLETE);
		assertThat(call.awaitHead().status().code()).as(call.text()).isEqualTo(200);
		assertThat(call.text()).isEqualTo(good(gateway, test, model));
		assertThat(plan.attempts(id)).hasSize(3);
		assertEnding(gateway, id, Ending.COMPLETE, 3);
		gateways.assertNothingLeft();
	}

	@ParameterizedTest
	@MethodSource("lateCases")
	void whenAnAttemptFailsAfterTheCommitPointThenThereIsNoOtherAndTheCallerIsTold(Case test) {
		RunningGateway gateway = gateway(test);
		String id = "late-" + IDS.incrementAndGet();
		FaultPlan plan = plan(gateway, id, test.fault().step());
		String model = test.fault().silent() ? "idle" : "";
		RunningCall call = gateway.client(ClientProtocol.H1).open(call(test, id, model));
		boolean inEvent = test.fault().name().contains("IN_CONTENT");
		assertThat(call.awaitEnd()).isEqualTo(inEvent ? RunningCall.Ending.BROKEN : RunningCall.Ending.COMPLETE);
		String text = call.text();
		int error = test.surface().errorAt(text);
		assertThat(error >= 0).as(text).isNotEqualTo(inEvent);
		String before = inEvent ? text : text.substring(0, error);
		String good = good(gateway, test, model);
		assertThat(good).startsWith(before).isNotEqualTo(before);
		assertThat(before).doesNotContain("[DONE]", "message_stop", "response.completed");
		assertThat(String.join("", test.surface().content(good)))
			.startsWith(String.join("", test.surface().content(before)));
		assertThat(test.surface().content(before)).isNotEmpty();
		assertThat(plan.attempts(id)).hasSize(1);
		assertEnding(gateway, id, test.fault().ending(), 1);
		gateways.assertNothingLeft();
	}

	private static void assertEnding(RunningGateway gateway, String id, Ending ending, int attempts) {
		assertThat(gateway.context().getBean(EndingLog.class).await(id))
			.containsExactly(new EndingLog.Entry(ending, 200, attempts));
	}

	@ParameterizedTest
	@EnumSource
	void whenNobodyListensAtTheFirstPoolThenTheNextAnswers(StreamSurface surface) throws IOException {
		// Bound and not listening: the port stays closed for as long as the test needs
		// it.
		try (Socket closed = new Socket()) {
			closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			String family = surface.family();
			String dialect = family.equals("gpt") ? "openai" : "anthropic";
			GatewaySpec spec = FailoverSpec.of(Door.DIRECT)
				.with("llm.gateway.providers.dead.dialect", dialect)
				.with("llm.gateway.providers.dead.base-url", "http://127.0.0.1:" + closed.getLocalPort())
				.with("llm.gateway.providers.dead.api-keys", "key")
				.with("llm.gateway.pools.dead.endpoints[0].provider", "dead")
				.with("llm.gateway.models[9].match", "dead-" + family)
				.with("llm.gateway.models[9].pools[0]", "dead")
				.with("llm.gateway.models[9].pools[1]", dialect);
			RunningGateway gateway = gateways.gateway(spec);
			String id = "dead-" + surface;
			FaultPlan plan = plan(gateway, id);
			Answer answer = gateway.client(ClientProtocol.H1).send(surface.call("dead-" + family, id));
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(surface.content(answer.text())).hasSize(9);
			assertThat(plan.attempts(id)).hasSize(1);
			assertEnding(gateway, id, Ending.COMPLETE, 2);
		}
	}

	static Stream<Case> plainCases() {
		List<Case> cases = allEarlyCases();
		cases.removeIf((test) -> test.leg() != UpstreamLeg.H1 || test.door() != Door.DIRECT || test.tools());
		return CaseShare.of(cases, SHARE);
	}

	@ParameterizedTest
	@MethodSource("plainCases")
	void whenTheCallerAllowsOneAttemptThenItGetsTheFault(Case test) {
		RunningGateway gateway = gateway(test);
		String id = "one-" + IDS.incrementAndGet();
		FaultPlan plan = plan(gateway, id, test.fault().step());
		String model = test.fault().silent() ? "first" : "";
		Answer answer = gateway.client(ClientProtocol.H1).send(call(test, id, model).header("x-llm-max-attempts", "1"));
		assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(400);
		assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("error");
		assertThat(plan.attempts(id)).hasSize(1);
		gateways.assertNothingLeft();
	}

}
