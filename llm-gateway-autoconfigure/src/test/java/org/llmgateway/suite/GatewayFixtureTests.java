package org.llmgateway.suite;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.suite.RunningCall.Ending;
import org.llmgateway.test.MockRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the fixture: what it says of a healthy gateway, and that it notices what is left.
 */
class GatewayFixtureTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	@ParameterizedTest
	@EnumSource
	void whenChatIsAskedForThenMockAnswersThroughTheGateway(Door door) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(door));
		Answer answer = gateway.client(ClientProtocol.H1).send(Call.chat("gpt-4:tokens=3", false));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(gateway.mock().awaitRequest(RunningCall.LIMIT).path()).isEqualTo("/v1/chat/completions");
		gateways.assertQuietLog();
	}

	@Test
	void whenStreamIsOpenThenItCountsAndCancelEndsIt() {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(Door.DIRECT).with("spring.application.name", "open"));
		RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat("gpt-4:tokens=9:stall=2", true));
		call.awaitText("data:");
		MockRequest request = gateway.mock().awaitRequest(RunningCall.LIMIT);
		assertThat(gateway.inFlight()).isEqualTo(1);
		assertThat(gateway.mock().activeRequests()).isEqualTo(1);
		call.cancel();
		gateways.assertNothingLeft();
		assertThat(request.ended()).isCompletedWithValue(MockRequest.Ending.CANCELLED);
	}

	@Test
	void whenAnswerBreaksOffThenClientSaysSo() {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(Door.DIRECT));
		RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat("gpt-4:size=2000000:cut=1", false));
		assertThat(call.awaitEnd()).isEqualTo(Ending.BROKEN);
	}

}
