package org.llmgateway.protocol;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP/2 as no honest client speaks it, and what many streams on one connection do to one
 * another.
 */
class Http2Tests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("llm.gateway.protocols=h1,h2c");
	}

	@AfterAll
	static void stop() {
		server.close();
		TestServer.assertNoLeaks();
	}

	static Stream<Arguments> malformed() {
		return Stream.of(change("CR LF in :path", (headers) -> headers.path("/hello\r\nx: y")),
				change("LF in :authority", (headers) -> headers.authority("localhost\nx: y")),
				change("CR LF in a value", (headers) -> headers.add("x-a", "b\r\nx: y")),
				change("NUL in a value", (headers) -> headers.add("x-a", "b\u0000c")),
				change("upper-case name", (headers) -> headers.add("X-Upper", "a")),
				change("space in a name", (headers) -> headers.add("x upper", "a")),
				change("two :path", (headers) -> headers.add(":path", "/hello")),
				change(":path without slash", (headers) -> headers.path("hello")),
				change("absolute :path", (headers) -> headers.path("http://other/hello")),
				change("empty :path", (headers) -> headers.path("")),
				change("another Host than :authority", (headers) -> headers.add("host", "other")),
				change("unknown pseudo-header", (headers) -> headers.add(":x", "y")),
				change("connection header", (headers) -> headers.add("connection", "close")),
				change("transfer-encoding", (headers) -> headers.add("transfer-encoding", "chunked")));
	}

	private static Arguments change(String name, UnaryOperator<Http2Headers> change) {
		return Arguments.of(name, change);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("malformed")
	void whenRequestIsMalformedThenRefused(String name, UnaryOperator<Http2Headers> change) throws Exception {
		int handled = server.application.handled.get();
		try (RawHttp2Client client = new RawHttp2Client(server.port())) {
			String outcome = client.open(change.apply(RawHttp2Client.headers("GET", "/hello")), true).awaitOutcome();
			assertThat(outcome).as(name).isIn("400", "reset 1", "closed");
		}
		assertThat(server.application.handled).hasValue(handled);
		assertServing();
	}

	@Test
	void whenHeadersAre64KiBThenRefused() throws Exception {
		assertTooLarge(RawHttp2Client.headers("GET", "/hello").add("x-large", "a".repeat(64 * 1024)));
	}

	@Test
	void whenThereAreAThousandHeadersThenRefused() throws Exception {
		Http2Headers headers = RawHttp2Client.headers("GET", "/hello");
		for (int i = 0; i < 1000; i++) {
			headers.add("x-header-" + i, "0123456789");
		}
		assertTooLarge(headers);
	}

	private void assertTooLarge(Http2Headers headers) throws Exception {
		int handled = server.application.handled.get();
		try (RawHttp2Client client = new RawHttp2Client(server.port())) {
			assertThat(client.open(headers, true).awaitOutcome()).matches("431|reset \\d+|closed");
		}
		assertThat(server.application.handled).hasValue(handled);
		assertServing();
	}

	@Test
	void whenMethodIsTraceThen405() throws Exception {
		assertThat(outcome(RawHttp2Client.headers("TRACE", "/hello"))).isEqualTo("405");
	}

	@Test
	void whenMethodIsConnectThenRefused() throws Exception {
		Http2Headers headers = RawHttp2Client.headers("CONNECT", "/");
		headers.remove(":path");
		headers.remove(":scheme");
		assertThat(outcome(headers.authority("example.com:443"))).isIn("501", "405", "400", "reset 1");
	}

	@Test
	void whenConnectionHeadersAreSetThenNoneIsSent() throws Exception {
		try (RawHttp2Client client = new RawHttp2Client(server.port())) {
			for (String path : new String[] { "/connection-headers", "/sse" }) {
				Http2Headers headers = client.open(RawHttp2Client.headers("GET", path), true).awaitHeaders();
				assertThat(headers.status()).hasToString("200");
				assertThat(headers.names()).extracting(CharSequence::toString)
					.doesNotContain("connection", "keep-alive", "proxy-connection", "transfer-encoding");
			}
		}
	}

	@Test
	void whenTwoUploadsAreHeldThenAThirdStreamGoesOn() throws Exception {
		try (RawHttp2Client client = new RawHttp2Client(server.port())) {
			RawHttp2Client.Stream[] held = new RawHttp2Client.Stream[2];
			for (int i = 0; i < held.length; i++) {
				held[i] = client.open(RawHttp2Client.headers("POST", "/hold"), false);
				for (int block = 0; block < 128; block++) {
					held[i].data(8 * 1024);
				}
			}
			server.application.awaitBegun("hold");
			RawHttp2Client.Stream third = client.open(RawHttp2Client.headers("POST", "/echo"), false);
			third.data(100 * 1024);
			assertThat(third.awaitHeaders().status()).hasToString("200");
			int received = 0;
			while (received < 100 * 1024) {
				received += RawStream.await(third.events, String.class).length();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenClientLeavesWhileItsUploadIsHeldThenRequestIsCancelled(boolean reset) throws Exception {
		try (TestServer held = TestServer.start("llm.gateway.protocols=h1,h2c")) {
			try (RawHttp2Client client = new RawHttp2Client(held.port())) {
				RawHttp2Client.Stream stream = client.open(RawHttp2Client.headers("POST", "/hold"), false);
				for (int block = 0; block < 128; block++) {
					stream.data(8 * 1024);
				}
				held.application.awaitBegun("hold");
				assertThat(client.open(RawHttp2Client.headers("GET", "/hello"), true).awaitBody()).isEqualTo("hello");
				if (reset) {
					stream.channel.close();
					held.application.awaitCancelled("hold");
				}
			}
			held.application.awaitCancelled("hold");
		}
	}

	@Test
	void whenMoreStreamsThanAllowedThenRefused() throws Exception {
		try (TestServer small = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.http2.max-concurrent-streams=2");
				RawHttp2Client client = new RawHttp2Client(small.port())) {
			assertThat(client.open(RawHttp2Client.headers("GET", "/stall"), true).awaitOutcome()).isEqualTo("200");
			assertThat(client.open(RawHttp2Client.headers("GET", "/stall"), true).awaitOutcome()).isEqualTo("200");
			assertThat(client.open(RawHttp2Client.headers("GET", "/hello"), true).awaitOutcome()).isNotEqualTo("200");
		}
	}

	@Test
	void whenConnectionHasNoStreamThenClosedAfterKeepAliveTimeout() throws Exception {
		try (TestServer idle = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.keep-alive-timeout=300ms");
				RawHttp2Client client = new RawHttp2Client(idle.port())) {
			RawHttp2Client.Stream running = client.open(RawHttp2Client.headers("GET", "/live"), true);
			idle.application.awaitLive();
			long begin = System.nanoTime();
			while (System.nanoTime() - begin < Duration.ofSeconds(1).toNanos()) {
				Thread.onSpinWait();
			}
			assertThat(client.connectionEvents)
				.noneMatch(io.netty.handler.codec.http2.Http2GoAwayFrame.class::isInstance);
			idle.application.live.tryEmitNext("last");
			idle.application.live.tryEmitComplete();
			assertThat(running.awaitBody()).contains("last");
			client.awaitGoAway();
			assertThat(client.awaitClosed()).isTrue();
		}
	}

	private static String outcome(Http2Headers headers) throws Exception {
		try (RawHttp2Client client = new RawHttp2Client(server.port())) {
			return client.open(headers, true).awaitOutcome();
		}
	}

	private static void assertServing() throws Exception {
		try (RawHttp2Client client = new RawHttp2Client(server.port())) {
			assertThat(client.open(RawHttp2Client.headers("GET", "/hello"), true).awaitBody()).isEqualTo("hello");
		}
	}

}
