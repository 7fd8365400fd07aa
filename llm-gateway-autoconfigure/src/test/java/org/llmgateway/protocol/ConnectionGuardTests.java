package org.llmgateway.protocol;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.llmgateway.exchange.LimitReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many connections a running server takes, and what is shown of them.
 */
class ConnectionGuardTests {

	private final List<RawTcpClient> clients = new ArrayList<>();

	@AfterEach
	void noLeaks() throws IOException {
		for (RawTcpClient client : this.clients) {
			client.close();
		}
		TestServer.assertNoLeaks();
	}

	@Test
	void whenAsManyConnectionsAreOpenAsMayBeThenMoreAreClosedUntilOneEnds() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.server.max-connections=20")) {
			fill(server, 20);
			for (int i = 0; i < 30; i++) {
				assertThat(connect(server).readToEnd()).isEmpty();
			}
			assertThat(this.clients.get(0).send(hello("keep-alive")).readUntil("hello")).startsWith("HTTP/1.1 200 ");
			assertThat(report(server).report()).containsEntry("open", 20)
				.containsEntry("refused", Map.of("total", 30L, "address", 0L));
			assertThat(report(server).isShedding()).isTrue();
			this.clients.get(1).close();
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> open(server) == 19);
			assertThat(report(server).isShedding()).isFalse();
			assertThat(connect(server).send(hello("close")).readToEnd()).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void whenAnAddressHasAsManyAsItMayThenMoreAreClosedAndItIsForgottenWhenItLeaves() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1",
				"llm.gateway.server.max-connections-per-address=3")) {
			fill(server, 3);
			assertThat(connect(server).readToEnd()).isEmpty();
			assertThat(report(server).report()).containsEntry("refused", Map.of("total", 0L, "address", 1L));
			ConnectionLimit limit = server.context.getBean(ConnectionLimit.class);
			assertThat(limit.addresses()).isEqualTo(1);
			for (RawTcpClient client : this.clients) {
				client.close();
			}
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> open(server) == 0);
			assertThat(limit.addresses()).isZero();
		}
	}

	@Test
	void whenTlsConnectionsAreTooManyThenClosedWithoutAHandshake() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2", "llm.gateway.server.max-connections=2"))) {
			fill(server, 2);
			assertThat(connect(server).readToEnd()).isEmpty();
		}
	}

	@Test
	void whenResetsAreLimitedThenTheLimitSetIsTheOneThatHolds() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c", "llm.gateway.http2.max-resets=5");
				RawFrames client = new RawFrames(server.port()).greet();
				RawFrames breaching = new RawFrames(server.port()).greet()) {
			reset(client, 0, 5);
			assertThat(client.isServed(101, "/hello")).isTrue();
			reset(client, 60, 1);
			assertThat(client.awaitGoAwayAndEnd()).isEqualTo(RawFrames.ENHANCE_YOUR_CALM);
			for (int i = 0; i < 6; i++) {
				breaching.begin(2 * i + 1, "/hold").number(RawFrames.WINDOW_UPDATE, 2 * i + 1, 0);
			}
			breaching.send();
			assertThat(breaching.awaitGoAwayAndEnd()).isEqualTo(RawFrames.ENHANCE_YOUR_CALM);
		}
	}

	@Test
	void whenResetsAreNotLimitedThenAThousandPassAndStreamsBeyondTheLimitAreRefused() throws Exception {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c", "llm.gateway.http2.max-resets=0");
				RawFrames client = new RawFrames(server.port()).greet()) {
			reset(client, 0, 1000);
			assertThat(client.isServed(2001, "/hello")).isTrue();
			for (int i = 0; i < 10_000; i++) {
				client.get(3001 + 2 * i, "/stall");
			}
			client.send();
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> client.resets.get(7) == 9_900);
			assertThat(client.resets.get(1)).isZero();
		}
	}

	private static void reset(RawFrames client, int first, int streams) {
		for (int i = first; i < first + streams; i++) {
			client.get(2 * i + 1, "/stall").number(RawFrames.RST_STREAM, 2 * i + 1, 8);
		}
		client.send();
	}

	@Test
	void whenNothingIsSetThenTheLimitsAreSafeAndShown() {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1")) {
			assertThat(report(server).name()).isEqualTo("connections");
			Map<?, ?> limits = (Map<?, ?>) report(server).report().get("limits");
			assertThat((int) limits.get("maxConnections")).isBetween(1, 20_000);
			assertThat(limits.get("maxConnectionsPerAddress")).isEqualTo(0);
			assertThat(limits.get("maxConcurrentStreams")).isEqualTo(100);
			assertThat(limits.get("maxResets")).isEqualTo(200);
			assertThat(limits.get("maxControlFrames")).isEqualTo(2000);
			assertThat((Map<?, ?>) report(server).report().get("closed"))
				.allSatisfy((reason, count) -> assertThat(count).as("%s", reason).isEqualTo(0L));
		}
	}

	@Test
	void whenConnectionsAreCountedThenTheirMetersShowThem() {
		ConnectionLimit limit = new ConnectionLimit(10, 0);
		GuardCounts counts = new GuardCounts();
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new ConnectionMetrics(limit, counts).bindTo(registry);
		limit.enter(null);
		counts.addAcceptError();
		counts.add(GuardReason.ADDRESS);
		counts.add(GuardReason.RAPID_RESET);
		assertThat(registry.get("llm.gateway.connections").gauge().value()).isEqualTo(1);
		assertThat(registry.get("llm.gateway.connections.accept.errors").functionCounter().count()).isEqualTo(1);
		assertThat(registry.get("llm.gateway.connections.refused").tag("reason", "address").functionCounter().count())
			.isEqualTo(1);
		assertThat(
				registry.get("llm.gateway.connections.closed").tag("reason", "rapid-reset").functionCounter().count())
			.isEqualTo(1);
	}

	private void fill(TestServer server, int connections) throws IOException {
		for (int i = 0; i < connections; i++) {
			connect(server);
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> open(server) == connections);
	}

	private RawTcpClient connect(TestServer server) throws IOException {
		RawTcpClient client = new RawTcpClient(server.port());
		this.clients.add(client);
		return client;
	}

	private static String hello(String connection) {
		return "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection + "\r\n\r\n";
	}

	private static LimitReport report(TestServer server) {
		return server.context.getBean(ConnectionReport.class);
	}

	private static int open(TestServer server) {
		return server.context.getBean(ConnectionLimit.class).open();
	}

}
