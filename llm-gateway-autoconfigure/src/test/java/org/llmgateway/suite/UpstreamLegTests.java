package org.llmgateway.suite;

import java.util.List;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.suite.RunningCall.Ending;
import org.llmgateway.test.MockRecording;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;
import org.llmgateway.test.MockResponse.Finish;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the gateway does on each protocol to a provider.
 */
class UpstreamLegTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	private static RunningGateway gateway(UpstreamLeg leg) {
		return gateways.gateway(GatewaySpec.of(Door.DIRECT).upstream(leg));
	}

	private static GatewayClient client(UpstreamLeg leg) {
		return gateway(leg).client(ClientProtocol.H1);
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderAnswersThenBytesAreTheSame(UpstreamLeg leg) {
		for (MockRecording recording : List.of(MockRecording.OPENAI, MockRecording.OPENAI_JSON)) {
			Answer answer = client(leg)
				.send(Call.chat("gpt-4:split=odd:raw=" + recording.recordingName(), recording.streamed()));
			DoorContract.assertBytes(leg.toString(), answer.body(), recording.bytes());
			MockRequest request = gateway(leg).awaitRequest();
			assertThat(request.protocol()).isEqualTo(leg.version());
			assertThat(request.header("authorization")).isEqualTo("Bearer " + GatewaySpec.OPENAI_KEY);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswerIsLargeThenBytesAreTheSame(UpstreamLeg leg) {
		byte[] body = new byte[3_000_000];
		for (int i = 0; i < body.length; i++) {
			body[i] = (byte) (i * 31);
		}
		gateway(leg).mock().respond(MockResponse.status(200).header("content-type", "audio/mpeg").write(body).build());
		DoorContract.assertBytes(leg.toString(), client(leg).send(Call.get("/v1/files/f/content")).body(), body);
	}

	@ParameterizedTest
	@EnumSource
	void whenBodyIsUploadedThenItArrivesWhole(UpstreamLeg leg) {
		byte[] body = new byte[500_000];
		body[499_999] = 1;
		Call call = Call.of("POST", "/v1/files").header("content-type", "application/octet-stream").body(body);
		for (Call each : List.of(call, call.undeclared())) {
			assertThat(client(leg).send(each).status()).isEqualTo(200);
			DoorContract.assertBytes(leg.toString(), gateway(leg).awaitRequest().body(), body);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderBreaksOffThenCallerIsTold(UpstreamLeg leg) {
		RunningCall between = client(leg).open(Call.chat("gpt-4:tokens=9:cut=3", true));
		assertThat(between.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(between.text()).contains("upstream_cut").doesNotContain("[DONE]");
		gateway(leg).mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.write("data: {\"choices\":[{\"delta\":{\"content\":\"first\"}}]}\n\ndata: {\"sec")
				.chunked()
				.finish(Finish.CUT)
				.build());
		assertThat(client(leg).open(Call.chat("gpt-4", true)).awaitEnd()).isEqualTo(Ending.BROKEN);
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderBreaksOffBeforeItAnswersThen502(UpstreamLeg leg) {
		assertThat(client(leg).send(Call.chat("gpt-4:cut=0", true)).status()).isEqualTo(502);
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource
	void whenClientLeavesThenProviderIsTold(UpstreamLeg leg) {
		for (String behavior : List.of("headers-stall=true", "stall=0", "stall=2")) {
			RunningCall call = client(leg).open(Call.chat("gpt-4:" + behavior, true));
			MockRequest request = gateway(leg).awaitRequest();
			call.cancel();
			assertThat(request.ended()).succeedsWithin(RunningCall.LIMIT).isEqualTo(MockRequest.Ending.CANCELLED);
		}
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

}
