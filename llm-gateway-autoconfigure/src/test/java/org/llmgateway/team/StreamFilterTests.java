package org.llmgateway.team;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * StreamTimeouts, SseHeartbeat, SseErrors and LlmFailover on routes in YAML: on
 * {@code http://} routes by themselves, on {@code llm://} routes as settings of the
 * stages.
 */
class StreamFilterTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String PING = ": ping\n\n";

	private static final Duration PAUSE = Duration.ofMillis(400);

	private static RunningGateway gateway;

	@BeforeAll
	static void start() {
		gateway = RunningGateway.of(PlainApplication.class, FolderRecorder.class)
			.with("spring.config.import", "classpath:stream-routes.yml")
			.start();
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.mock().respondWith(null);
		gateway.assertUnharmed();
	}

	private static FolderRecorder recorder() {
		return gateway.context().getBean(FolderRecorder.class);
	}

	private static String stream(String model) {
		return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
	}

	private static String json(String model) {
		return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
	}

	private static MockResponse.Builder events() {
		return MockResponse.status(200).header("content-type", "text/event-stream").chunked();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String content(String text) {
		return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
	}

	private static MockRequest lastRequest() {
		return gateway.mock().requests().get(gateway.mock().requests().size() - 1);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "gpt-4:tokens=40", "gpt-4:tokens=9:pace=10ms", "gpt-4:tokens=9:split=odd", "gpt-4:raw=openai" })
	void whenNothingHappensThenTheBytesAreTheUpstreams(String model) throws Exception {
		byte[] direct = direct(CHAT, stream(model));
		assertThat(gateway.post("/all" + CHAT, stream(model)).body()).isEqualTo(direct);
		byte[] whole = direct(CHAT, json(model));
		assertThat(gateway.post("/all" + CHAT, json(model)).body()).isEqualTo(whole);
	}

	private static byte[] direct(String path, String body) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.mock().baseUrl() + path))
			.version(HttpClient.Version.HTTP_1_1)
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
	}

	@Test
	void whenTheStreamPausesThenASignOfLifeComesBetweenEventsAndNeverInside() {
		String first = content("one");
		gateway.mock()
			.respond(events().write(first.substring(0, 20))
				.write(PAUSE, bytes(first.substring(20)))
				.write(PAUSE, bytes(content("two")))
				.build());
		String text = gateway.post("/beat" + CHAT, stream("gpt-4")).text();
		assertThat(text).startsWith(first + PING).endsWith(PING + content("two"));
		assertThat(text.replace(PING, "")).isEqualTo(first + content("two"));
	}

	@Test
	void whenTheStreamGoesOnThenThereIsNoSignOfLife() {
		assertThat(gateway.post("/all" + CHAT, stream("gpt-4:tokens=5:pace=100ms")).text()).doesNotContain("ping");
	}

	@Test
	void whenTheDialectIsAnthropicsThenTheSignOfLifeIsItsPing() {
		String text = gateway.post("/beat/v1/messages", stream("claude-4:tokens=3:pace=300ms")).text();
		assertThat(text).contains("event: ping\ndata: {\"type\": \"ping\"}\n\n").contains("event: message_stop");
	}

	@Test
	void whenTheRouteLeadsToAPoolThenSignsOfLifeComeToo() {
		String text = gateway.post("/pool-beat" + CHAT, stream("gpt-4:tokens=3:pace=300ms")).text();
		assertThat(text).contains(PING).endsWith("data: [DONE]\n\n");
		assertThat(gateway.post("/pool" + CHAT, stream("gpt-4:tokens=3:pace=300ms")).text()).doesNotContain("ping");
	}

	@Test
	void whenTheAnswerIsNotAnEventStreamThenThereIsNoSignOfLife() {
		gateway.mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/plain")
				.chunked()
				.write("one\n\n")
				.write(PAUSE, bytes("two\n\n"))
				.build());
		assertThat(gateway.post("/beat" + CHAT, stream("gpt-4")).text()).isEqualTo("one\n\ntwo\n\n");
	}

	@Test
	void whenTheEventsAreEncodedThenTheyAreLeftAlone() {
		gateway.mock()
			.respond(events().header("content-encoding", "br").write("one\n\n").write(PAUSE, bytes("two\n\n")).build());
		assertThat(gateway.post("/beat" + CHAT, stream("gpt-4")).text()).isEqualTo("one\n\ntwo\n\n");
	}

	@Test
	void whenTheUpstreamTellsALengthThenItDoesNotCountSignsOfLife() {
		gateway.mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.write(content("one"))
				.write(PAUSE, bytes(content("two")))
				.build());
		Answer answer = gateway.post("/beat" + CHAT, stream("gpt-4"));
		assertThat(answer.text()).startsWith(content("one") + PING).endsWith(PING + content("two"));
		assertThat(answer.header("content-length")).isNull();
	}

	@Test
	void whenTheUpstreamFallsSilentThenTheStreamEndsWithAnErrorEvent() {
		String text = gateway.post("/idle" + CHAT, stream("gpt-4:tokens=9:stall=2")).text();
		assertThat(text).contains("\"content\"").endsWith("\n\n").doesNotContain("[DONE]");
		assertThat(text.substring(text.lastIndexOf("data: "))).contains("\"code\":\"idle_timeout\"");
		assertThat(lastRequest().ended()).succeedsWithin(RunningGateway.PROMPTLY)
			.isEqualTo(MockRequest.Ending.CANCELLED);
	}

	@Test
	void whenTheUpstreamFallsSilentInsideAnEventThenTheStreamIsBrokenOff() {
		gateway.mock().respond(events().write(content("one") + "data: {").finish(MockResponse.Finish.STALL).build());
		assertThatThrownBy(() -> gateway.post("/idle" + CHAT, stream("gpt-4")))
			.hasRootCauseInstanceOf(IOException.class);
	}

	@Test
	void whenTheClientIsSlowThenItsSilenceIsNotTheUpstreams() throws Exception {
		String event = content("x".repeat(1000));
		MockResponse.Builder large = events();
		for (int i = 0; i < 8; i++) {
			large.write(event.repeat(1000));
		}
		gateway.mock().respond(large.build());
		try (Socket socket = open("/idle" + CHAT, stream("gpt-4"))) {
			// Twice the idle time without reading.
			Awaitility.await().pollDelay(700, TimeUnit.MILLISECONDS).until(() -> true);
			String all = readToEnd(socket);
			assertThat(all).doesNotContain("idle_timeout").endsWith("0\r\n\r\n");
		}
	}

	@Test
	void whenTheClientTakesNothingThenItsConnectionIsClosed() throws Exception {
		int before = gateway.mock().requests().size();
		gateway.mock()
			.respond(events().write(content("x".repeat(1000)).repeat(16000)).finish(MockResponse.Finish.STALL).build());
		try (Socket socket = open("/stall" + CHAT, stream("gpt-4"))) {
			Awaitility.await().until(() -> gateway.mock().requests().size() > before);
			assertThat(lastRequest().ended()).succeedsWithin(RunningGateway.PROMPTLY)
				.isEqualTo(MockRequest.Ending.CANCELLED);
			assertThat(socket.isClosed()).isFalse();
		}
	}

	private static Socket open(String path, String body) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(16 * 1024);
		socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
		socket.setSoTimeout((int) RunningGateway.PROMPTLY.toMillis());
		socket.getOutputStream()
			.write(bytes("POST " + path + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
					+ "content-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body));
		return socket;
	}

	private static String readToEnd(Socket socket) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		socket.getInputStream().transferTo(all);
		return all.toString(StandardCharsets.UTF_8);
	}

	@Test
	void whenNoContentComesThen504InTheCallersDialect() {
		Answer answer = gateway.post("/first" + CHAT, stream("gpt-4:first=1m"));
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.text()).contains("\"code\":\"first_token_timeout\"");
		answer = gateway.post("/first/v1/messages", stream("claude-4:first=1m"));
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.text()).startsWith("{\"type\":\"error\"");
	}

	@Test
	void whenNoHeadersComeForAStreamThen504() {
		Answer answer = gateway.post("/first" + CHAT, stream("gpt-4:headers-stall=true"), "accept",
				"text/event-stream");
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.text()).contains("\"code\":\"first_token_timeout\"");
		assertThat(lastRequest().ended()).succeedsWithin(RunningGateway.PROMPTLY)
			.isEqualTo(MockRequest.Ending.CANCELLED);
	}

	@Test
	void whenNoStreamIsAskedForThenTheFirstTokenIsNotWaitedFor() {
		assertThat(gateway.post("/first" + CHAT, json("gpt-4:tokens=3:delay=600ms")).status()).isEqualTo(200);
		assertThat(gateway.post("/first" + CHAT, json("gpt-4:tokens=3:first=600ms")).status()).isEqualTo(200);
	}

	@Test
	void whenOnlyARoleComesThenTheFirstTokenIsStillWaitedFor() {
		gateway.mock()
			.respond(events().write("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n")
				.finish(MockResponse.Finish.STALL)
				.build());
		String text = gateway.post("/first" + CHAT, stream("gpt-4")).text();
		assertThat(text).startsWith("data: {\"choices\"").contains("\"code\":\"first_token_timeout\"");
	}

	@Test
	void whenTheStreamIsNoLlmsThenAnyEventIsContent() {
		gateway.mock().respond(events().write("data: tick\n\n").write(PAUSE, bytes("data: tock\n\n")).build());
		assertThat(gateway.get("/first/events").text()).isEqualTo("data: tick\n\ndata: tock\n\n");
		gateway.mock().respond(events().write(": no event\n\n").finish(MockResponse.Finish.STALL).build());
		assertThat(gateway.get("/first/events").text()).startsWith(": no event\n\n").contains("first_token_timeout");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/total", "/pool-total" })
	void whenTheRequestTakesTooLongAsAWholeThenItEnds(String route) {
		Answer answer = gateway.post(route + CHAT, stream("gpt-4:tokens=1000:pace=50ms"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).contains("\"content\"")
			.contains("\"code\":\"total_timeout\"")
			.endsWith("\n\n")
			.doesNotContain("[DONE]");
		for (String body : Arrays.asList(stream("gpt-4:headers-stall=true"), json("gpt-4:headers-stall=true"))) {
			answer = gateway.post(route + CHAT, body);
			assertThat(answer.status()).isEqualTo(504);
			assertThat(answer.text()).contains("\"code\":\"total_timeout\"");
		}
	}

	@Test
	void whenABodyThatIsNoEventStreamTakesTooLongThenItIsBrokenOff() {
		assertThatThrownBy(() -> gateway.post("/total" + CHAT, json("gpt-4:size=100000:stall=1")))
			.hasRootCauseInstanceOf(IOException.class);
	}

	@Test
	void whenSpringCloudGatewaysOwnTimeOutRunsOutThenItDecides() {
		Answer answer = gateway.post("/response-timeout" + CHAT, stream("gpt-4:headers-stall=true"));
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.text()).doesNotContain("first_token_timeout");
		assertThat(gateway.post("/response-timeout" + CHAT, stream("gpt-4:tokens=3:first=600ms")).text())
			.endsWith("data: [DONE]\n\n");
	}

	@ParameterizedTest
	@CsvSource({ "/errors,cut", "/errors,reset", "/beat-errors,cut", "/beat-errors,reset", "/pool,cut", "/pool,reset" })
	void whenTheUpstreamBreaksOffThenTheStreamEndsWithAnErrorEvent(String route, String fault) {
		String text = gateway.post(route + CHAT, stream("gpt-4:tokens=9:pace=20ms:" + fault + "=3")).text();
		assertThat(text).contains("\"content\"").doesNotContain("[DONE]").endsWith("\n\n");
		assertThat(text.substring(text.lastIndexOf("data: "))).contains("\"code\":\"upstream_cut\"");
	}

	@Test
	void whenTheUpstreamBreaksOffInTheOtherDialectThenTheErrorEventIsItsOwn() {
		String text = gateway.post("/errors/v1/messages", stream("claude-4:tokens=9:cut=3")).text();
		assertThat(text.substring(text.lastIndexOf("event: "))).startsWith("event: error\ndata: {\"type\":\"error\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/clocks-only", "/beat" })
	void whenErrorsAreNotAskedForThenABreakOffStaysOne(String route) {
		assertThatThrownBy(() -> gateway.post(route + CHAT, stream("gpt-4:tokens=9:cut=3")))
			.hasRootCauseInstanceOf(IOException.class);
	}

	@Test
	void whenTheUpstreamBreaksOffBeforeTheFirstByteThen502() {
		gateway.mock()
			.respond(events().write(Duration.ofMillis(50), new byte[0]).finish(MockResponse.Finish.CUT).build());
		Answer answer = gateway.post("/errors" + CHAT, stream("gpt-4"));
		assertThat(answer.status()).isEqualTo(502);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.text()).contains("\"code\":\"upstream_cut\"");
	}

	@Test
	void whenTheUpstreamAnswersWithAnErrorThenItIsPassedOn() {
		Answer answer = gateway.post("/all" + CHAT, stream("gpt-4:status=429"));
		assertThat(answer.status()).isEqualTo(429);
		assertThat(answer.text()).contains("error");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/all", "/beat", "/pool" })
	void whenTheCallerLeavesThenTheUpstreamIsToldAtOnce(String route) throws Exception {
		HttpRequest.Builder request = gateway.request(route + CHAT, "content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(stream("gpt-4:tokens=9:stall=2")));
		HttpResponse<InputStream> response = HttpClient.newHttpClient()
			.send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofInputStream());
		assertThat(response.body().read()).isPositive();
		MockRequest upstream = lastRequest();
		assertThat(upstream.ended()).isNotDone();
		response.body().close();
		assertThat(upstream.ended()).succeedsWithin(RunningGateway.PROMPTLY).isEqualTo(MockRequest.Ending.CANCELLED);
	}

	@Test
	void whenTheCallerLeavesBeforeTheAnswerThenTheUpstreamIsToldAtOnce() throws Exception {
		int before = gateway.mock().requests().size();
		try (Socket socket = open("/all" + CHAT, stream("gpt-4:headers-stall=true"))) {
			Awaitility.await().until(() -> gateway.mock().requests().size() > before);
			assertThat(lastRequest().ended()).isNotDone();
			socket.setSoLinger(true, 0);
		}
		assertThat(lastRequest().ended()).succeedsWithin(RunningGateway.PROMPTLY)
			.isEqualTo(MockRequest.Ending.CANCELLED);
	}

	@Test
	void whenTheRouteTakesASurfaceThenTheFolderKnowsTheEnding() {
		assertThat(gateway.post(CHAT, stream("http-1:tokens=3")).text()).endsWith("data: [DONE]\n\n");
		assertThat(ending()).isEqualTo(Ending.COMPLETE);
		assertThat(recorder().surface().log().firstContentNanos()).isNotZero();
		assertThat(gateway.post(CHAT, stream("http-1:tokens=9:stall=2")).text()).contains("idle_timeout");
		assertThat(ending()).isEqualTo(Ending.IDLE_TIMEOUT);
		assertThat(gateway.post(CHAT, stream("http-1:headers-stall=true")).text()).contains("first_token_timeout");
		assertThat(ending()).isEqualTo(Ending.FIRST_TOKEN_TIMEOUT);
		assertThat(gateway.post(CHAT, stream("http-1:tokens=9:cut=2")).text()).contains("upstream_cut");
		assertThat(ending()).isEqualTo(Ending.UPSTREAM_CUT);
	}

	private static Ending ending() {
		LlmExchange folder = recorder().surface();
		Awaitility.await().until(() -> folder.log().ending() != null);
		return folder.log().ending();
	}

	@Test
	void whenTheRouteLeadsToAPoolThenTheStagesHaveTheSettings() {
		assertThat(gateway.post("/pool" + CHAT, stream("gpt-4:tokens=3")).status()).isEqualTo(200);
		StreamSettings settings = recorder().routed().settings().stream(null, null);
		assertThat(settings.firstToken()).isEqualTo(Duration.ofMinutes(5).toNanos());
		assertThat(settings.idle()).isEqualTo(Duration.ofMinutes(2).toNanos());
		assertThat(settings.total()).isEqualTo(Duration.ofMinutes(30).toNanos());
		assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(15).toNanos());
		assertThat(recorder().routed().settings().failover().attempts()).isEqualTo(3);
	}

	@Test
	void whenTheRouteLeadsToAPoolThenItsClocksRun() {
		Answer answer = gateway.post("/pool-clocks" + CHAT, stream("gpt-4:first=1m"));
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.text()).contains("\"code\":\"first_token_timeout\"");
		String text = gateway.post("/pool-clocks" + CHAT, stream("gpt-4:tokens=9:stall=2")).text();
		assertThat(text).contains("\"content\"").contains("\"code\":\"idle_timeout\"").doesNotContain("[DONE]");
	}

	@ParameterizedTest
	@CsvSource({ "/pool-clocks,1", "/pool-twice,2" })
	void whenTheProviderFailsThenTheRouteDecidesHowOftenItIsAsked(String route, int attempts) {
		int before = gateway.mock().requests().size();
		assertThat(gateway.post(route + CHAT, stream("gpt-4:status=503")).status()).isEqualTo(503);
		assertThat(gateway.mock().requests().size() - before).isEqualTo(attempts);
	}

	@Test
	void whenTheLongFormIsWrittenThenTheStagesHaveTheSettings() {
		assertThat(gateway.post("/long" + CHAT, stream("gpt-4:tokens=3")).status()).isEqualTo(200);
		StreamSettings settings = recorder().routed().settings().stream(null, null);
		assertThat(settings.firstToken()).isEqualTo(Duration.ofMinutes(4).toNanos());
		assertThat(settings.idle()).isEqualTo(Duration.ofMinutes(3).toNanos());
		assertThat(settings.total()).isEqualTo(Duration.ofMinutes(30).toNanos());
		assertThat(settings.writeStall()).isZero();
		assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(20).toNanos());
		assertThat(settings.heartbeatBeforeHeaders()).isTrue();
		assertThat(recorder().routed().settings().failover().attempts()).isEqualTo(2);
		assertThat(recorder().routed().settings().failover().firstToken()).isFalse();
	}

}
