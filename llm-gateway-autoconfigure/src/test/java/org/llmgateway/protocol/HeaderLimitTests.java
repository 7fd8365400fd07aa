package org.llmgateway.protocol;

import java.util.List;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How large headers may be, and what becomes of larger ones, on each protocol.
 */
class HeaderLimitTests {

	private static final int LIMIT = 16 * 1024;

	/** What pseudo-headers, Host and the like take. */
	private static final int REST = 512;

	private static TestServer plain;

	private static TestServer tls;

	@BeforeAll
	static void start() {
		plain = TestServer.start("llm.gateway.protocols=h1,h2c");
		tls = TestServer.start(TestServer.tls("h1,h2,h3"));
	}

	@AfterAll
	static void stop() {
		plain.close();
		tls.close();
		TestServer.assertNoLeaks();
	}

	private static String large(int bytes) {
		return "a".repeat(bytes);
	}

	private static void assertRefused(TestServer server, String body, boolean anthropic) {
		assertThat(body).contains("16384 bytes");
		if (anthropic) {
			assertThat(body).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",");
		}
		else {
			assertThat(body)
				.startsWith("{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"headers_too_large\",");
		}
		assertThat(server.application.handled).hasValue(0);
	}

	private static String http1(String path, String headers) throws Exception {
		try (RawTcpClient client = new RawTcpClient(plain.port())) {
			return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n").readToEnd();
		}
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions,16384", "/v1/messages?beta=true,16384", "/v1/chat/completions,40000",
			"/v1/messages,60000", "/v1/messages,80000", "/hello,80000", "/hello,1000000" })
	void whenHttp1HeadersAreOverTheLimitThen431WithABody(String path, int bytes) throws Exception {
		plain.application.handled.set(0);
		String answer = http1(path, "X-Large: " + large(bytes) + "\r\n");
		String[] parts = answer.split("\r\n\r\n", 2);
		assertThat(parts[0]).startsWith("HTTP/1.1 431 ")
			.containsIgnoringCase("connection: close")
			.containsIgnoringCase("content-type: application/json")
			.containsIgnoringCase("content-length: " + parts[1].length());
		assertRefused(plain, parts[1], path.startsWith("/v1/messages"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "anthropic-version: 2023-06-01\r\n", "ANTHROPIC-VERSION: 1\r\n" })
	void whenAnAnthropicClientIsRefusedThenItsDialectIsSpokenAnywhere(String version) throws Exception {
		plain.application.handled.set(0);
		for (int bytes : List.of(LIMIT, 5 * LIMIT)) {
			String answer = http1("/hello", version + "Accept: */*\r\nX-Large: " + large(bytes) + "\r\n");
			assertRefused(plain, answer.split("\r\n\r\n", 2)[1], true);
		}
	}

	@Test
	void whenAnAnswerIsUnderWayThenARefusalWaitsForIt() throws Exception {
		try (RawTcpClient client = new RawTcpClient(plain.port())) {
			client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhel").readUntil("hel");
			String answer = client
				.send("loGET /v1/messages HTTP/1.1\r\nHost: localhost\r\nX-Large: " + large(5 * LIMIT) + "\r\n\r\n")
				.readToEnd();
			assertThat(answer).contains("lo\r\n0\r\n\r\nHTTP/1.1 431 ").endsWith("\"request_id\":null}");
		}
	}

	@Test
	void whenThereAreManySmallHttp1HeadersThenTheyCountTogether() throws Exception {
		plain.application.handled.set(0);
		String answer = http1("/hello", "X-Header: 0123456789\r\n".repeat(1000));
		assertThat(answer).startsWith("HTTP/1.1 431 ");
		assertRefused(plain, answer.split("\r\n\r\n", 2)[1], false);
	}

	@Test
	void whenHeadersAreWithinTheLimitThenTheyPassOnEachProtocol() throws Exception {
		String large = large(LIMIT - REST);
		assertThat(http1("/hello", "Connection: close\r\nX-Large: " + large + "\r\n")).endsWith("hello");
		try (RawHttp2Client client = new RawHttp2Client(plain.port())) {
			assertThat(client.open(RawHttp2Client.headers("GET", "/hello").add("x-large", large), true).awaitOutcome())
				.isEqualTo("200");
		}
		try (RawHttp3Client client = new RawHttp3Client().connect(tls.udpPort())) {
			assertThat(client.request(http3("/hello").set("x-large", large)).awaitOutcome()).isEqualTo("200");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions,16384", "/v1/messages,16384", "/v1/messages,60000", "/hello,60000" })
	void whenHttp2HeadersAreOverTheLimitThen431WithABodyAndOtherStreamsGoOn(String path, int bytes) throws Exception {
		plain.application.handled.set(0);
		try (RawHttp2Client client = new RawHttp2Client(plain.port())) {
			RawHttp2Client.Stream other = client.open(RawHttp2Client.headers("GET", "/live"), true);
			plain.application.awaitLive();
			plain.application.handled.set(0);
			assertAnswered(client.open(RawHttp2Client.headers("GET", path).add("x-large", large(bytes)), true), path);
			assertAnswered(client.open(RawHttp2Client.headers("POST", path).add("x-large", large(bytes)), false), path);
			plain.application.live.tryEmitNext("still there");
			assertThat(RawStream.await(other.events, String.class)).contains("still there");
			assertThat(client.open(RawHttp2Client.headers("GET", "/hello"), true).awaitBody()).isEqualTo("hello");
		}
	}

	private static void assertAnswered(RawHttp2Client.Stream stream, String path) throws Exception {
		Http2Headers headers = stream.awaitHeaders();
		assertThat(headers.status()).hasToString("431");
		assertThat(headers.get("content-type")).hasToString("application/json");
		assertRefused(plain, stream.awaitBody(), path.startsWith("/v1/messages"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 70_000, 200_000 })
	void whenHttp2HeadersAreFarOverTheLimitThenTheProtocolsOwnErrorComes(int bytes) throws Exception {
		plain.application.handled.set(0);
		try (RawHttp2Client client = new RawHttp2Client(plain.port())) {
			assertThat(client.open(RawHttp2Client.headers("GET", "/hello").add("x-large", large(bytes)), true)
				.awaitOutcome()).matches("431|reset \\d+|closed");
		}
		assertThat(plain.application.handled).hasValue(0);
		assertThat(TestClient.H2C.get(plain, "/hello").body()).isEqualTo("hello");
	}

	private static Http3Headers http3(String path) {
		return new DefaultHttp3Headers().method("GET").scheme("https").authority("localhost").path(path);
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions,16384", "/v1/messages,16384", "/v1/messages,60000", "/hello,60000" })
	void whenHttp3HeadersAreOverTheLimitThen431WithABodyAndOtherStreamsGoOn(String path, int bytes) throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(tls.udpPort())) {
			RawStream other = client.get("/live");
			tls.application.awaitLive();
			tls.application.handled.set(0);
			assertAnswered(client.request(http3(path).set("x-large", large(bytes))), path);
			assertAnswered(client.begin(http3(path).method("POST").set("x-large", large(bytes))), path);
			tls.application.live.tryEmitNext("still there");
			assertThat(other.awaitData()).contains("still there");
			assertThat(client.get("/hello").awaitOutcome()).isEqualTo("200");
		}
	}

	private static void assertAnswered(RawStream stream, String path) throws Exception {
		List<Object> answer = stream.awaitAll();
		assertThat(((Http3HeadersFrame) answer.get(0)).headers().status()).hasToString("431");
		assertThat(((Http3HeadersFrame) answer.get(0)).headers().get("content-type")).hasToString("application/json");
		assertRefused(tls, (String) answer.get(1), path.startsWith("/v1/messages"));
	}

	@Test
	void whenHttp3HeadersAreFarOverTheLimitThenTheProtocolsOwnErrorComes() throws Exception {
		tls.application.handled.set(0);
		try (RawHttp3Client client = new RawHttp3Client().connect(tls.udpPort())) {
			assertThat(client.request(http3("/hello").set("x-large", large(80_000))).awaitOutcome())
				.matches("end|.*Exception.*");
		}
		assertThat(tls.application.handled).hasValue(0);
		assertThat(TestClient.H3.get(tls, "/hello").body()).isEqualTo("hello");
	}

	@Test
	void whenHttp2BeginsThenTheSizesOfHeadersAndOfTheTableAreAnnounced() throws Exception {
		try (RawHttp2Client client = new RawHttp2Client(plain.port())) {
			Http2SettingsFrame frame = RawStream.await(client.connectionEvents, Http2SettingsFrame.class);
			assertThat(frame.settings().headerTableSize()).isEqualTo(4096);
			assertThat(frame.settings().maxHeaderListSize()).isEqualTo(4 * LIMIT);
		}
	}

	@Test
	void whenHttp3BeginsThenTheSizeOfHeadersIsAnnouncedAndQpackHasNoTable() throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(tls.udpPort())) {
			Http3Settings settings = client.awaitSettings().settings();
			assertThat(settings.maxFieldSectionSize()).isEqualTo(4L * LIMIT);
			assertThat(settings.qpackMaxTableCapacity()).isIn(null, 0L);
			assertThat(settings.qpackBlockedStreams()).isIn(null, 0L);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 4096, 100, 4097, 1 << 20, 0xffffffffL })
	void whenAClientAsksForALargeTableThenAnswersKeepToASmallOne(long announced) throws Exception {
		try (RawHttp2Wire wire = new RawHttp2Wire(plain.port())) {
			wire.settings(1, announced).get("/hello", 1);
			assertThat(wire.awaitHeaderBlock().tableSize()).isEqualTo(Math.min(announced, 4096));
		}
	}

}
