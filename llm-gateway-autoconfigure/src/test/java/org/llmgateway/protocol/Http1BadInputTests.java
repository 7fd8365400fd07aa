package org.llmgateway.protocol;

import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP/1.1 requests that no honest client sends (request smuggling and the like).
 */
class Http1BadInputTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("llm.gateway.protocols=h1");
	}

	@AfterAll
	static void stop() {
		server.close();
		TestServer.assertNoLeaks();
	}

	static Stream<Arguments> malformed() {
		String echo = "POST /collect HTTP/1.1\r\nHost: localhost\r\n";
		return Stream.of(
				Arguments.of("length and chunked",
						echo + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
				Arguments.of("two lengths", echo + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
				Arguments.of("the same length twice", echo + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
				Arguments.of("list of lengths", echo + "Content-Length: 5, 5\r\n\r\nhello"),
				Arguments.of("negative length", echo + "Content-Length: -5\r\n\r\nhello"),
				Arguments.of("signed length", echo + "Content-Length: +5\r\n\r\nhello"),
				Arguments.of("xchunked", echo + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
				Arguments.of("gzip, chunked", echo + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
				Arguments.of("gzip and chunked",
						echo + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
				Arguments.of("gzip alone", echo + "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n"),
				Arguments.of("chunked, identity", echo + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
				Arguments.of("chunked twice", echo + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
				Arguments.of("bare LF", "GET /hello HTTP/1.1\nHost: localhost\n\n"),
				Arguments.of("bare LF in a header", "GET /hello HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n"),
				Arguments.of("space before colon", "GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n"),
				Arguments.of("no colon", "GET /hello HTTP/1.1\r\nHost: localhost\r\nNonsense\r\n\r\n"),
				Arguments.of("NUL in a value", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-A: a\u0000b\r\n\r\n"),
				Arguments.of("control bytes first", "\u0001\u0002GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				Arguments.of("TLS to a plain port", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"),
				Arguments.of("two hosts", "GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n"),
				Arguments.of("no host", "GET /hello HTTP/1.1\r\nX-A: b\r\n\r\n"),
				Arguments.of("target without slash", "GET hello HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				Arguments.of("bad chunk size", echo + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n"),
				Arguments.of("signed chunk size", echo + "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n"),
				Arguments.of("LF after chunk size", echo + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
				Arguments.of("chunk longer than said",
						echo + "Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n"),
				Arguments.of("LF in a quoted chunk extension",
						echo + "Transfer-Encoding: chunked\r\n\r\n5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"),
				Arguments.of("chunked on 1.0",
						"POST /echo HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("malformed")
	void whenRequestIsMalformedThen400AndNothingElseIsServed(String name, String request) throws Exception {
		String smuggled = "GET /hello?smuggled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			String answer = client.send(request + smuggled).readToEnd();
			assertThat(answer).startsWith("HTTP/1.1 400 ").containsIgnoringCase("connection: close");
			assertThat(answer).containsOnlyOnce("HTTP/1.1 ").doesNotContain("hello");
		}
		assertServing();
	}

	@Test
	void whenChunkExtensionIsQuotedThenBodyIsTheChunks() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			String answer = client.send(
					"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
							+ "5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n")
				.readToEnd();
			assertThat(answer).startsWith("HTTP/1.1 200 ").contains("hello");
		}
	}

	@Test
	void whenBodyBreaksAfterTheAnswerHasBegunThenNoCleanEnd() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n")
				.readUntil("hel\r\n");
			assertThat(client.send("3\r\nlo, world\r\n0\r\n\r\n").readToEnd()).doesNotContain("0\r\n\r\n");
		}
	}

	@Test
	void whenClientWaitsForContinueThenItComesBeforeTheBody() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			client.send("POST /collect HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\n"
					+ "Content-Length: 5\r\n\r\n");
			assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 Continue\r\n");
			assertThat(client.send("hello").readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("hello");
		}
	}

	@Test
	void whenHeaderIsFoldedThenRefusedOrOneSpace() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			String answer = client
				.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\nConnection: close\r\n\r\n")
				.readToEnd();
			assertThat(answer).matches("(?s)HTTP/1.1 (200|400) .*");
		}
	}

	@Test
	void whenHeadersAre64KiBThen431() throws Exception {
		assertTooLarge("X-Large: " + "a".repeat(64 * 1024) + "\r\n");
	}

	@Test
	void whenThereAreAThousandHeadersThen431() throws Exception {
		assertTooLarge(Stream.iterate(0, (i) -> i + 1)
			.limit(1000)
			.map((i) -> "X-Header-" + i + ": 0123456789\r\n")
			.reduce("", String::concat));
	}

	private void assertTooLarge(String headers) throws Exception {
		int handled = server.application.handled.get();
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			String answer = client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n").readToEnd();
			assertThat(answer).startsWith("HTTP/1.1 431 ").containsIgnoringCase("connection: close");
		}
		assertThat(server.application.handled).hasValue(handled);
		assertServing();
	}

	@Test
	void whenRequestLineIsLongerThanTheLimitThen414() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			assertThat(
					client.send("GET /" + "a".repeat(16 * 1024) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").readToEnd())
				.startsWith("HTTP/1.1 414 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT example.com:443", "TRACE /hello" })
	void whenMethodIsNotForUsThenRefused(String request) throws Exception {
		int handled = server.application.handled.get();
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			String answer = client.send(request + " HTTP/1.1\r\nHost: example.com:443\r\n\r\n").readToEnd();
			assertThat(answer).matches("(?s)HTTP/1.1 (405|501) .*\"code\":\"method_not_.*");
		}
		assertThat(server.application.handled).hasValue(handled);
	}

	@Test
	void whenH2cUpgradeIsOfferedButOffThenAnsweredOnHttp1() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			String answer = client
				.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
						+ "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n\r\n")
				.readToEnd();
			assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("hello");
		}
	}

	@Test
	void whenHttp2PrefaceComesButH2cIsOffThenRefused() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			assertThat(client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").readToEnd()).startsWith("HTTP/1.1 400 ");
		}
		assertServing();
	}

	private void assertServing() throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			assertThat(client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").readToEnd())
				.endsWith("hello");
		}
	}

}
