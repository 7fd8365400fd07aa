package org.llmgateway.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.suite.Answer;
import org.llmgateway.suite.Call;
import org.llmgateway.suite.ClientProtocol;
import org.llmgateway.suite.Door;
import org.llmgateway.suite.GatewayFixture;
import org.llmgateway.suite.GatewaySpec;
import org.llmgateway.suite.RawSocket;
import org.llmgateway.suite.RunningCall;
import org.llmgateway.suite.RunningGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The byte budget on the wire: what requests hold and when they let go of it, and that
 * what does not fit is refused before it is read.
 */
class BudgetWireTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	private static final int WINDOW = 16 * 1024;

	private static final int LARGE = 200_000;

	/** Standard requests may use nine tenths: one large one fits, and no second. */
	static GatewaySpec spec(Door door) {
		return GatewaySpec.of(door)
			.with(UnderLoad.class)
			.with("llm.gateway.limit.budget.size", "400KB")
			.with("llm.gateway.limit.budget.stream-window", "16KB")
			.with("llm.gateway.inspection.max-body-size", "300KB");
	}

	static Call chat(String model, int size) {
		String head = "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"";
		String tail = "\"}]}";
		return Call.post("/v1/chat/completions", head + "x".repeat(size - head.length() - tail.length()) + tail);
	}

	record Case(Door door, ClientProtocol protocol, boolean declared) {

		Call call(String model) {
			Call call = chat(model, LARGE);
			return this.declared ? call.header("content-length", Integer.toString(LARGE)) : call.undeclared();
		}

	}

	static Stream<Case> cases() {
		List<Case> cases = new ArrayList<>();
		for (Door door : Door.values()) {
			for (ClientProtocol protocol : List.of(ClientProtocol.H1, ClientProtocol.H2C)) {
				cases.add(new Case(door, protocol, true));
				cases.add(new Case(door, protocol, false));
			}
		}
		return cases.stream();
	}

	private static void awaitUsed(RunningGateway gateway, long bytes) {
		Awaitility.await()
			.atMost(RunningCall.LIMIT)
			.untilAsserted(() -> assertThat(gateway.budgetUsed()).isEqualTo(bytes));
	}

	static void assertShed(Answer answer) {
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.header("retry-after")).isEqualTo("1");
		assertThat(answer.text()).contains("overloaded", "(budget)");
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenARequestIsUnderWayThenItsBodyIsHeldUntilTheCommitPointAndItsWindowUntilTheEnd(Case test) {
		RunningGateway gateway = gateways.gateway(spec(test.door()));
		RunningCall waiting = gateway.client(test.protocol()).open(test.call("gpt-4:headers-stall=true"));
		gateway.awaitRequest();
		assertThat(gateway.budgetUsed()).isEqualTo(LARGE + WINDOW);
		waiting.cancel();
		awaitUsed(gateway, 0);
		RunningCall streaming = gateway.client(test.protocol()).open(test.call("gpt-4:tokens=9:stall=2"));
		streaming.awaitText("\"content\"");
		assertThat(gateway.budgetUsed()).isEqualTo(WINDOW);
		streaming.cancel();
		awaitUsed(gateway, 0);
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenTheBudgetIsUsedUpThenMoreIsRefusedUntilItIsGivenBack(Case test) {
		RunningGateway gateway = gateways.gateway(spec(test.door()));
		RunningCall first = gateway.client(test.protocol()).open(test.call("gpt-4:headers-stall=true"));
		gateway.awaitRequest();
		assertShed(gateway.client(test.protocol()).send(test.call("gpt-4:tokens=3")));
		assertThat(gateway.nextRequest()).isNull();
		awaitUsed(gateway, LARGE + WINDOW);
		assertThat(gateway.client(test.protocol()).send(Call.chat("gpt-4:tokens=3", true)).status()).isEqualTo(200);
		first.cancel();
		awaitUsed(gateway, 0);
		assertThat(gateway.client(test.protocol()).send(test.call("gpt-4:tokens=3")).status()).isEqualTo(200);
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheClassIsHigherThenMoreFits(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		gateway.client(ClientProtocol.H1).open(chat("gpt-4:headers-stall=true", LARGE));
		gateway.awaitRequest();
		// 193,600 bytes are left: 152,640 for standard, 111,680 for sheddable requests.
		assertShed(gateway.client(ClientProtocol.H1).send(chat("gpt-4", 110_000).header("x-class", "SHEDDABLE")));
		assertShed(gateway.client(ClientProtocol.H1).send(chat("gpt-4", 150_000)));
		Answer critical = gateway.client(ClientProtocol.H1)
			.send(chat("gpt-4:tokens=3", 150_000).header("x-class", "CRITICAL"));
		assertThat(critical.status()).isEqualTo(200);
	}

	/** How a request ends; each gives all of it back. */
	enum End {

		COMPLETE("gpt-4:tokens=3", LARGE, 200), UPSTREAM_ERROR("gpt-4:status=500", LARGE, 500),
		UPSTREAM_CUT("gpt-4:tokens=9:cut=1", LARGE, 200), UNKNOWN_MODEL("none", LARGE, 404),
		TOO_LARGE("gpt-4", 310_000, 413);

		private final String model;

		private final int size;

		private final int status;

		End(String model, int size, int status) {
			this.model = model;
			this.size = size;
			this.status = status;
		}

	}

	@ParameterizedTest
	@EnumSource
	void whenARequestHasEndedThenNothingIsHeld(End end) {
		for (Door door : Door.values()) {
			RunningGateway gateway = gateways.gateway(spec(door));
			for (ClientProtocol protocol : List.of(ClientProtocol.H1, ClientProtocol.H2C)) {
				for (Call call : List.of(chat(end.model, end.size), chat(end.model, end.size).undeclared())) {
					RunningCall running = gateway.client(protocol).open(call);
					assertThat(running.awaitHead().status().code()).isEqualTo(end.status);
					running.awaitEnd();
					awaitUsed(gateway, 0);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyIsLargerThanItMayBeThenTheBudgetIsNotAsked(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		gateway.client(ClientProtocol.H1).open(chat("gpt-4:headers-stall=true", LARGE));
		gateway.awaitRequest();
		assertThat(gateway.client(ClientProtocol.H1).send(chat("gpt-4", 310_000)).status()).isEqualTo(413);
	}

	private static String head(String more) {
		return "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n" + more
				+ "\r\n";
	}

	@ParameterizedTest
	@EnumSource
	void whenAClientLeavesInItsUploadThenItsBodyIsGivenBack(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		RawSocket declared = gateway.closing(new RawSocket(gateway.port()))
			.send(head("content-length: " + LARGE + "\r\n") + "{\"model\":");
		awaitUsed(gateway, LARGE + WINDOW);
		declared.reset();
		awaitUsed(gateway, 0);
		RawSocket chunked = gateway.closing(new RawSocket(gateway.port()))
			.send(head("transfer-encoding: chunked\r\n") + "2710\r\n" + "x".repeat(10_000) + "\r\n");
		awaitUsed(gateway, 10_000 + WINDOW);
		chunked.send("a\r\n0123456789\r\n");
		awaitUsed(gateway, 10_010 + WINDOW);
		chunked.finish();
		awaitUsed(gateway, 0);
	}

	@ParameterizedTest
	@EnumSource
	void whenADeclaredBodyDoesNotFitThenItIsRefusedBeforeItIsSent(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		gateway.client(ClientProtocol.H1).open(chat("gpt-4:headers-stall=true", LARGE));
		gateway.awaitRequest();
		RawSocket socket = gateway.closing(new RawSocket(gateway.port()))
			.send(head("content-length: " + LARGE + "\r\n"));
		assertThat(socket.readUntil("}}")).startsWith("HTTP/1.1 503 ")
			.containsIgnoringCase("retry-after: 1\r\n")
			.contains("(budget)");
		socket.send("x".repeat(LARGE));
		socket.send("GET /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n");
		assertThat(socket.readUntil("]}")).startsWith("HTTP/1.1 200 ");
	}

	@ParameterizedTest
	@EnumSource
	void whenAChunkedBodyGrowsBeyondThenItIsRefusedInTheMiddle(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		gateway.client(ClientProtocol.H1).open(chat("gpt-4:headers-stall=true", LARGE));
		gateway.awaitRequest();
		RawSocket socket = gateway.closing(new RawSocket(gateway.port())).send(head("transfer-encoding: chunked\r\n"));
		socket.send("186a0\r\n" + "x".repeat(100_000) + "\r\n");
		awaitUsed(gateway, LARGE + WINDOW + 100_000 + WINDOW);
		socket.send("186a0\r\n" + "x".repeat(100_000) + "\r\n");
		assertThat(socket.readUntil("(budget)")).startsWith("HTTP/1.1 503 ");
		awaitUsed(gateway, LARGE + WINDOW);
	}

	@ParameterizedTest
	@EnumSource
	void whenAClientExpectsContinueThenItIsToldToOrNotToSendTheBody(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		Call small = chat("gpt-4:tokens=3", 1000);
		String expect = "expect: 100-continue\r\n";
		RawSocket taken = gateway.closing(new RawSocket(gateway.port()))
			.send(head("content-length: 1000\r\n" + expect));
		assertThat(taken.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
		assertThat(taken.send(new String(small.body())).readUntil("[DONE]")).startsWith("HTTP/1.1 200 ");
		gateway.awaitRequest();
		gateway.client(ClientProtocol.H1).open(chat("gpt-4:headers-stall=true", LARGE));
		gateway.awaitRequest();
		RawSocket refused = gateway.closing(new RawSocket(gateway.port()))
			.send(head("content-length: " + LARGE + "\r\n" + expect));
		assertThat(refused.readToEnd()).startsWith("HTTP/1.1 503 ").doesNotContain("100 Continue").contains("(budget)");
	}

}
