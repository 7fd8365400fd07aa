package org.llmgateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.protocol.TestClient.Answer;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufFlux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation's table says of each protocol, cell by cell.
 */
class ProtocolMatrixTests {

	private static final Map<TestClient, TestServer> servers = new EnumMap<>(TestClient.class);

	private static TestServer server(TestClient client) {
		return servers.computeIfAbsent(client, (key) -> key.startServer());
	}

	@AfterAll
	static void stop() {
		servers.values().forEach(TestServer::close);
		servers.clear();
		TestServer.assertNoLeaks();
	}

	@ParameterizedTest
	@EnumSource
	void whenGetThenAnswerComesInTheProtocolAskedFor(TestClient client) {
		Answer answer = client.get(server(client), "/hello");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("hello");
		assertThat(answer.protocol()).isEqualTo(switch (client) {
			case H1, H1_TLS -> "HTTP/1.1";
			case H2C, H2C_UPGRADE, H2 -> "HTTP/2.0";
			case H3 -> "HTTP/3.0";
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenBodyIsPostedThenItArrivesWhole(TestClient client) {
		String body = "0123456789abcdef".repeat(64 * 1024);
		Answer answer = client.post(server(client), "/echo", body.getBytes(StandardCharsets.UTF_8));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo(body);
	}

	@ParameterizedTest
	@EnumSource
	void whenEventStreamThenNeitherCachedNorBuffered(TestClient client) {
		Answer answer = client.get(server(client), "/sse");
		assertThat(answer.header("content-type")).startsWith("text/event-stream");
		assertThat(answer.header("cache-control")).isEqualTo("no-cache");
		assertThat(answer.header("x-accel-buffering")).isEqualTo("no");
		assertThat(answer.body()).startsWith("data:event-0\n\n").endsWith("data:event-19\n\n");
	}

	@ParameterizedTest
	@EnumSource
	void whenFirstEventIsThereThenItLeavesWithoutASecond(TestClient client) {
		TestServer server = server(client);
		String first = client.with(server, (http) -> http.get().uri("/stall").responseContent().asString().next());
		assertThat(first).isEqualTo("data:one\n\n");
	}

	@ParameterizedTest
	@EnumSource
	void whenClientExpectsContinueThenBodyFollows(TestClient client) {
		Answer answer = client.with(server(client),
				(http) -> http.headers((headers) -> headers.set("expect", "100-continue"))
					.post()
					.uri("/echo")
					.send(ByteBufFlux.fromString(Flux.fromIterable(List.of("continued"))))
					.responseSingle(Answer::read));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("continued");
	}

	@ParameterizedTest
	@EnumSource
	void whenHttp3IsServedThenTcpAnswersAdvertiseIt(TestClient client) {
		TestServer server = server(client);
		Answer answer = client.get(server, "/hello");
		assertThat(answer.header("alt-svc")).isNull();
		if (client == TestClient.H3) {
			String advertised = "h3=\":" + server.udpPort() + "\"; ma=86400";
			assertThat(server.udpPort()).isEqualTo(server.port());
			assertThat(TestClient.H2.get(server, "/hello").header("alt-svc")).isEqualTo(advertised);
			assertThat(TestClient.H1_TLS.get(server, "/hello").header("alt-svc")).isEqualTo(advertised);
		}
	}

}
