package org.llmgateway.suite;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.exchange.Ending;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.suite.FaultPlan.Step;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockFault;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.OpenBuffers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway that stops while streams are open, over each protocol and at both doors:
 * those that end in time are whole, the others are told, and each ending is recorded.
 */
class GatewayStoppingTests {

	private final FaultPlan plan = new FaultPlan();

	@AfterEach
	void nothingIsLeft() {
		OpenBuffers.awaitNone(RunningCall.LIMIT);
	}

	@ParameterizedTest
	@CsvSource({ "H1,GATEWAY", "H2,DIRECT", "H3,DIRECT", "H3,GATEWAY" })
	void whenTheGatewayStopsThenEveryStreamEndsCompleteOrTold(ClientProtocol protocol, Door door) {
		OpenBuffers.startAnew();
		GatewaySpec spec = EndingSuiteTests.spec(door).serving(protocol).with("llm.gateway.drain-timeout", "3s");
		try (RunningGateway gateway = new RunningGateway(spec)) {
			gateway.mock().respondWith(this.plan);
			EndingLog log = gateway.context().getBean(EndingLog.class);
			Map<String, RunningCall> calls = open(gateway.client(protocol));
			calls.values().forEach((call) -> call.awaitText("\n\n"));
			gateway.context().close();
			calls.forEach((id, call) -> assertEnd(id, call, log));
			gateway.closeOpened();
		}
	}

	private Map<String, RunningCall> open(GatewayClient client) {
		MockBehavior paced = MockBehavior.builder().tokens(10).pace(Duration.ofMillis(100)).build();
		Map<String, RunningCall> calls = new LinkedHashMap<>();
		for (StreamSurface surface : StreamSurface.values()) {
			String whole = "whole-" + surface;
			this.plan.plan(whole, (reply, attempt) -> reply.as(paced), List.of());
			calls.put(whole, client.open(surface.call("usual-" + surface.family(), whole)));
			String told = "told-" + surface;
			this.plan.plan(told, Step.of(MockFault.after(2, Kind.STALL)));
			calls.put(told, client.open(surface.call("usual-" + surface.family(), told)));
		}
		return calls;
	}

	private void assertEnd(String id, RunningCall call, EndingLog log) {
		StreamSurface surface = StreamSurface.valueOf(id.substring(id.indexOf('-') + 1));
		boolean whole = id.startsWith("whole");
		assertThat(call.awaitEnd()).as(id).isEqualTo(RunningCall.Ending.COMPLETE);
		int error = surface.errorAt(call.text());
		if (whole) {
			assertThat(call.text()).as(id).isEqualTo(this.plan.good(id, 0));
		}
		else {
			assertThat(error).as(call.text()).isPositive();
			surface.assertError(StreamSurface.data(call.text().substring(error)).get(0), GatewayError.GATEWAY_STOPPING,
					true);
			assertThat(this.plan.good(id, 0)).as(id).startsWith(call.text().substring(0, error));
		}
		assertThat(log.await(id))
			.containsExactly(new EndingLog.Entry(whole ? Ending.COMPLETE : Ending.GATEWAY_STOPPING, 200, 1));
		assertThat(log.awaitUsage(id)).hasSize(1);
		assertThat(this.plan.attempts(id)).singleElement()
			.satisfies((request) -> assertThat(request.ended()).succeedsWithin(RunningCall.LIMIT)
				.isEqualTo(whole ? MockRequest.Ending.COMPLETE : MockRequest.Ending.CANCELLED));
	}

}
