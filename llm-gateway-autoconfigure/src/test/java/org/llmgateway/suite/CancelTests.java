package org.llmgateway.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.test.MockRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that leaves ends the request at the provider at once, whatever it speaks, how
 * it leaves and when: every time-out is a minute, the wait ten seconds.
 */
class CancelTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	/** When the client leaves. */
	enum Moment {

		/** The provider has the request and has said nothing. */
		UNANSWERED("headers-stall=true"),

		/** The provider has sent its head and nothing of the body. */
		HEAD_ONLY("stall=0"),

		/**
		 * The provider has sent a part of the body, which the client has, if streamed.
		 */
		MIDSTREAM("tokens=9:stall=2");

		private final String behavior;

		Moment(String behavior) {
			this.behavior = behavior;
		}

	}

	/** How the client leaves. */
	enum Departure {

		H1_FIN(ClientProtocol.H1), H1_RST(ClientProtocol.H1), H1_TLS_CLOSE(ClientProtocol.H1_TLS),
		H2C_CANCEL(ClientProtocol.H2C), H2C_RST(ClientProtocol.H2C), H2_CANCEL(ClientProtocol.H2),
		H2_CLOSE(ClientProtocol.H2), H3_CANCEL(ClientProtocol.H3), H3_CLOSE(ClientProtocol.H3);

		private final ClientProtocol protocol;

		Departure(ClientProtocol protocol) {
			this.protocol = protocol;
		}

	}

	record Case(Departure departure, Moment moment, boolean stream, Door door) {

	}

	static Stream<Case> cases() {
		List<Case> cases = new ArrayList<>();
		for (Door door : Door.values()) {
			for (Departure departure : Departure.values()) {
				for (Moment moment : Moment.values()) {
					cases.add(new Case(departure, moment, true, door));
					cases.add(new Case(departure, moment, false, door));
				}
			}
		}
		return cases.stream();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenClientLeavesThenProviderIsToldAndNothingIsLeft(Case test) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(test.door()).serving(test.departure().protocol));
		Call call = Call.chat("gpt-4:" + test.moment().behavior, test.stream());
		MockRequest request = (test.departure() == Departure.H1_FIN) ? leaveWithFin(gateway, call, test)
				: leave(gateway, call, test);
		assertThat(request.ended()).succeedsWithin(RunningCall.LIMIT).isEqualTo(MockRequest.Ending.CANCELLED);
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	private static MockRequest leaveWithFin(RunningGateway gateway, Call call, Case test) {
		RawSocket socket = gateway.closing(new RawSocket(gateway.port())).send(call);
		MockRequest request = gateway.awaitRequest();
		if (test.moment() == Moment.MIDSTREAM && test.stream()) {
			socket.readUntil("\"content\"");
		}
		assertUnderWay(gateway, request);
		socket.finish();
		return request;
	}

	private static MockRequest leave(RunningGateway gateway, Call call, Case test) {
		GatewayClient client = gateway.client(test.departure().protocol);
		RunningCall running = client.open(call);
		MockRequest request = gateway.awaitRequest();
		if (test.moment() == Moment.MIDSTREAM && test.stream()) {
			running.awaitText("\"content\"");
		}
		assertUnderWay(gateway, request);
		switch (test.departure()) {
			case H1_RST, H2C_RST -> client.resetConnections();
			case H1_TLS_CLOSE, H2_CLOSE, H3_CLOSE -> client.closeConnections();
			default -> running.cancel();
		}
		return request;
	}

	private static void assertUnderWay(RunningGateway gateway, MockRequest request) {
		assertThat(gateway.inFlight()).isEqualTo(1);
		assertThat(request.ended()).isNotDone();
	}

}
