package org.llmgateway.suite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that takes a connection of HTTP/2 out of use while it is used: no caller
 * notices.
 */
class GoAwayTests {

	private static final int STREAMS = 5;

	private static final MockBehavior SILENT = MockBehavior.builder().headersStall(true).build();

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	/** One event loop, so that all requests would go on one connection. */
	private static RunningGateway gateway(UpstreamLeg leg) {
		return gateways.gateway(GatewaySpec.of(Door.DIRECT)
			.upstream(leg)
			.with("llm.gateway.event-loops", "1")
			.with("llm.gateway.failover.attempts", "3")
			.with("llm.gateway.failover.backoff", "1ms")
			.with("llm.gateway.failover.min-retries", "100000"));
	}

	private static Set<String> connections(RunningGateway gateway, int requests) {
		Set<String> connections = new HashSet<>();
		for (int i = 0; i < requests; i++) {
			connections.add(gateway.awaitRequest().connectionId());
		}
		return connections;
	}

	@ParameterizedTest
	@EnumSource(names = { "H2C", "H2" })
	void whenStreamsAreOpenThenTheyEndWellAndNewRequestsGoOnANewConnection(UpstreamLeg leg) {
		RunningGateway gateway = gateway(leg);
		GatewayClient client = gateway.client(ClientProtocol.H1);
		List<RunningCall> open = new ArrayList<>();
		for (int i = 0; i < STREAMS; i++) {
			open.add(client.open(Call.chat("gpt-4:tokens=20:pace=50ms", true)));
		}
		open.forEach((call) -> call.awaitText("\"content\":\""));
		Set<String> old = connections(gateway, STREAMS);
		gateway.mock().goAway(0).orTimeout(10, TimeUnit.SECONDS).join();
		for (int i = 0; i < STREAMS; i++) {
			assertThat(client.send(Call.chat("gpt-4", true)).text()).contains("[DONE]");
		}
		assertThat(connections(gateway, STREAMS)).doesNotContainAnyElementsOf(old);
		for (RunningCall call : open) {
			assertThat(call.awaitEnd()).isEqualTo(RunningCall.Ending.COMPLETE);
			assertThat(call.text()).contains("[DONE]").doesNotContain("\"error\"");
			assertThat(StreamSurface.CHAT.content(call.text())).hasSize(20);
		}
		assertThat(gateway.nextRequest()).as("a request that was sent again").isNull();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource(names = { "H2C", "H2" })
	void whenARequestWasNotTakenThenItIsSentOnANewConnection(UpstreamLeg leg) {
		RunningGateway gateway = gateway(leg);
		AtomicInteger count = new AtomicInteger();
		gateway.mock().answerWith((request) -> (count.getAndIncrement() == 0) ? SILENT : null);
		RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat("gpt-4", true));
		MockRequest refused = gateway.awaitRequest();
		gateway.mock().goAway(1);
		assertThat(call.awaitEnd()).isEqualTo(RunningCall.Ending.COMPLETE);
		assertThat(call.awaitHead().status().code()).as(call.text()).isEqualTo(200);
		assertThat(call.text()).contains("[DONE]");
		assertThat(gateway.awaitRequest().connectionId()).isNotEqualTo(refused.connectionId());
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource(names = { "H2C", "H2" })
	void whenConnectionsGoAllTheTimeThenNoRequestFails(UpstreamLeg leg) {
		RunningGateway gateway = gateway(leg);
		AtomicInteger count = new AtomicInteger();
		gateway.mock().answerWith((request) -> {
			if (count.incrementAndGet() % 10 == 0) {
				gateway.mock().goAway(0);
			}
			return null;
		});
		GatewayClient client = gateway.client(ClientProtocol.H1);
		for (int round = 0; round < 40; round++) {
			List<RunningCall> calls = new ArrayList<>();
			for (int i = 0; i < STREAMS; i++) {
				calls.add(client.open(Call.chat("gpt-4:tokens=3", round % 2 == 0)));
			}
			for (RunningCall call : calls) {
				assertThat(call.awaitEnd()).isEqualTo(RunningCall.Ending.COMPLETE);
				assertThat(call.awaitHead().status().code()).as(call.text()).isEqualTo(200);
				assertThat(call.text()).doesNotContain("\"error\"");
			}
		}
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

}
