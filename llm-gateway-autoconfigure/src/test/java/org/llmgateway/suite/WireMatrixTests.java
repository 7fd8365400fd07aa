package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.netty.handler.codec.http.HttpHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.suite.RunningCall.Ending;
import org.llmgateway.test.MockRecording;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;
import org.llmgateway.test.MockResponse.Finish;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/protocols.md says of event streams and other bodies on each protocol, cell by
 * cell, at both doors.
 */
class WireMatrixTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	record Place(ClientProtocol client, Door door) {

		RunningGateway gateway() {
			return gateways.gateway(GatewaySpec.of(this.door).serving(this.client));
		}

		GatewayClient open() {
			return gateway().client(this.client);
		}

	}

	record Case(Place place, boolean anthropic, boolean stream) {

		MockRecording recording() {
			if (this.stream) {
				return this.anthropic ? MockRecording.ANTHROPIC : MockRecording.OPENAI;
			}
			return this.anthropic ? MockRecording.ANTHROPIC_JSON : MockRecording.OPENAI_JSON;
		}

		Call call(String behavior) {
			return this.anthropic ? Call.message("claude-4" + behavior, this.stream)
					: Call.chat("gpt-4" + behavior, this.stream);
		}

	}

	static Stream<Place> places() {
		return Stream.of(ClientProtocol.values())
			.flatMap((client) -> Stream.of(Door.values()).map((door) -> new Place(client, door)));
	}

	static Stream<Case> cases() {
		List<Case> cases = new ArrayList<>();
		places().forEach((place) -> {
			for (boolean anthropic : new boolean[] { true, false }) {
				cases.add(new Case(place, anthropic, true));
				cases.add(new Case(place, anthropic, false));
			}
		});
		return cases.stream();
	}

	/** Rows "bytes" and "split". */
	@ParameterizedTest
	@MethodSource("cases")
	void whenProviderAnswersThenBytesAreTheSame(Case test) {
		GatewayClient client = test.place().open();
		for (String split : List.of("", ":split=odd")) {
			Answer answer = client.send(test.call(":raw=" + test.recording().recordingName() + split));
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.protocol()).isEqualTo(test.place().client().version());
			DoorContract.assertBytes(test.toString(), answer.body(), test.recording().bytes());
		}
	}

	/** Rows "framing", "connection headers" and "headers of an event stream". */
	@ParameterizedTest
	@MethodSource("cases")
	void whenProviderSendsHopByHopHeadersThenOnlyTheProtocolsOwnAreSeen(Case test) {
		MockResponse.Builder response = MockResponse.status(200)
			.header("content-type", test.stream() ? "text/event-stream" : "application/json")
			.header("connection", "keep-alive, x-hop")
			.header("keep-alive", "timeout=5")
			.header("proxy-connection", "keep-alive")
			.header("upgrade", "h2c")
			.header("x-hop", "1")
			.header("trailer", "x-checksum")
			.header("x-kept", "1")
			.write(test.stream() ? "data: {}\n\n" : "{}")
			.chunked()
			.trailer("x-checksum", "1");
		test.place().gateway().mock().respond(response.build());
		RunningCall call = test.place().open().open(test.call(""));
		HttpHeaders headers = call.awaitHead().responseHeaders();
		Set<String> expected = new TreeSet<>(Set.of("content-type", "x-kept", "x-request-id"));
		if (test.stream()) {
			expected.addAll(Set.of("cache-control", "x-accel-buffering"));
			assertThat(headers.get("cache-control")).isEqualTo("no-cache");
			assertThat(headers.get("x-accel-buffering")).isEqualTo("no");
		}
		else {
			expected.add("content-length");
			assertThat(headers.get("content-length")).isEqualTo("2");
		}
		if (test.stream() && test.place().client().http1()) {
			expected.add("transfer-encoding");
			assertThat(headers.get("transfer-encoding")).isEqualTo("chunked");
		}
		assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE);
		Set<String> names = names(headers);
		if (!test.place().client().http1()) {
			// Added by the client's codec, which would have refused it from the wire.
			names.remove("transfer-encoding");
		}
		assertThat(names).isEqualTo(expected);
		assertThat(call.awaitTrailers()).as("row \"trailers\"").isEmpty();
	}

	/** Without what Reactor Netty's client adds, and what only names HTTP/3. */
	private static Set<String> names(HttpHeaders headers) {
		Set<String> names = new TreeSet<>();
		headers.names().forEach((name) -> names.add(name.toLowerCase(Locale.ROOT)));
		names.removeIf((name) -> name.startsWith("x-http2-") || name.startsWith("x-http3-") || name.equals("alt-svc"));
		return names;
	}

	/** Row "headers leave". */
	@ParameterizedTest
	@MethodSource("places")
	void whenFirstEventIsThereThenItLeavesBeforeThereIsASecond(Place place) {
		RunningCall call = place.open().open(Call.chat("gpt-4:stall=1", true));
		call.awaitText("\"content\"");
		assertThat(place.gateway().awaitRequest().ended()).isNotDone();
		assertThat(call.over()).isFalse();
	}

	/** Row "broken between events". */
	@ParameterizedTest
	@MethodSource("places")
	void whenProviderBreaksOffBetweenEventsThenAnErrorEventEndsTheStream(Place place) {
		RunningCall call = place.open().open(Call.chat("gpt-4:tokens=9:cut=3", true));
		assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(call.text()).contains("\"code\":\"upstream_cut\"").endsWith("}\n\n").doesNotContain("[DONE]");
		gateways.assertQuietLog();
	}

	/** Row "broken within an event". */
	@ParameterizedTest
	@MethodSource("places")
	void whenProviderBreaksOffWithinAnEventThenStreamBreaks(Place place) {
		place.gateway()
			.mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.write("data: {\"choices\":[{\"delta\":{\"content\":\"first\"}}]}\n\ndata: {\"sec")
				.chunked()
				.finish(Finish.CUT)
				.build());
		RunningCall call = place.open().open(Call.chat("gpt-4", true));
		assertThat(call.awaitEnd()).isEqualTo(Ending.BROKEN);
		assertThat(call.text()).doesNotContain("upstream_cut");
		gateways.assertQuietLog();
	}

	/** Row "broken body". */
	@ParameterizedTest
	@MethodSource("places")
	void whenProviderBreaksOffALargeBodyThenItBreaks(Place place) {
		RunningCall call = place.open().open(Call.chat("gpt-4:size=2000000:cut=1", false));
		assertThat(call.awaitHead().status().code()).isEqualTo(200);
		assertThat(call.awaitEnd()).isEqualTo(Ending.BROKEN);
		gateways.assertQuietLog();
	}

	/** Row "100-continue", and bodies of any length up. */
	@ParameterizedTest
	@MethodSource("places")
	void whenBodyIsUploadedThenItArrivesWhole(Place place) {
		byte[] body = new byte[500_000];
		for (int i = 0; i < body.length; i++) {
			body[i] = (byte) (i * 31);
		}
		Call call = Call.of("POST", "/v1/files").header("content-type", "application/octet-stream").body(body);
		GatewayClient client = place.open();
		for (Call each : List.of(call, call.undeclared(), call.header("expect", "100-continue"))) {
			assertThat(client.send(each).status()).isEqualTo(200);
			DoorContract.assertBytes(place.toString(), place.gateway().awaitRequest().body(), body);
		}
	}

	/** Row "keep-alive": one connection here, and one to the provider. */
	@ParameterizedTest
	@MethodSource("places")
	void whenAnswersAreCompleteThenConnectionsAreUsedAgain(Place place) {
		GatewayClient client = place.open();
		Set<String> upstream = new TreeSet<>();
		for (boolean stream : new boolean[] { true, false, true, false }) {
			assertThat(client.send(Call.chat("gpt-4", stream)).status()).isEqualTo(200);
			upstream.add(place.gateway().awaitRequest().connectionId());
			gateways.assertNothingLeft();
		}
		assertThat(client.connections()).isEqualTo(1);
		assertThat(upstream).hasSize(1);
	}

	/** Row "provider silent before its answer". */
	@ParameterizedTest
	@MethodSource("places")
	void whenProviderIsSilentThen504(Place place) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(place.door())
			.serving(place.client())
			.with("llm.gateway.upstream.response-timeout", "100ms")
			.with("llm.gateway.stream.first-token", "100ms"));
		GatewayClient client = gateway.client(place.client());
		DoorContract.assertOpenAiError(client.send(Call.chat("gpt-4:headers-stall=true", false)), 504,
				"upstream_timeout", "server_error");
		DoorContract.assertOpenAiError(client.send(Call.chat("gpt-4:headers-stall=true", true)), 504,
				"first_token_timeout", "server_error");
		gateways.assertQuietLog();
	}

	/** Row "client does not read". */
	@ParameterizedTest
	@MethodSource("places")
	void whenCallerDoesNotReadThenProviderIsSlowedDown(Place place) {
		byte[] block = ("data: " + "x".repeat(64 * 1024 - 8) + "\n\n").getBytes(StandardCharsets.UTF_8);
		int blocks = 600;
		MockResponse.Builder response = MockResponse.status(200).header("content-type", "text/event-stream").chunked();
		for (int i = 0; i < blocks; i++) {
			response.write(block);
		}
		place.gateway().mock().respond(response.build());
		RunningCall call = place.open().openWithoutReading(Call.chat("gpt-4", true));
		call.awaitHead();
		MockRequest request = place.gateway().awaitRequest();
		long[] last = { -1 };
		Awaitility.await().atMost(RunningCall.LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
			long before = last[0];
			last[0] = request.bytesWritten();
			return before == last[0];
		});
		assertThat(last[0]).isLessThan((long) blocks * block.length / 2);
		call.read();
		assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(call.bytes()).hasSize(blocks * block.length);
	}

}
