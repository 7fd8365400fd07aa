package org.llmgateway.suite;

import java.io.IOException;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway without memory takes nothing new, at both doors, before it reads a body.
 */
class PressureTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	private static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n"
			+ "content-type: application/json\r\ncontent-length: 300000\r\n";

	@ParameterizedTest
	@EnumSource(Door.class)
	void whenMemoryIsNearlyGoneThenCallersAreToldInTheirDialect(Door door) {
		RunningGateway gateway = full(door);
		for (ClientProtocol protocol : new ClientProtocol[] { ClientProtocol.H1, ClientProtocol.H2C }) {
			GatewayClient client = gateway.client(protocol);
			Answer answer = client.send(Call.chat("gpt-4", true));
			DoorContract.assertOpenAiError(answer, 503, "overloaded", "server_error");
			assertThat(answer.header("retry-after")).isEqualTo("5");
			assertThat(answer.text()).contains("memory");
			DoorContract.assertAnthropicError(client.send(Call.message("claude-4", false)), 503, "overloaded_error");
			DoorContract.assertOpenAiError(client.send(Call.get("/v1/models")), 503, "overloaded", "server_error");
		}
		assertThat(gateway.nextRequest()).isNull();
	}

	@ParameterizedTest
	@EnumSource(Door.class)
	void whenClientWaitsForContinueThenItIsRefusedWithoutItsBody(Door door) throws IOException {
		try (RawSocket socket = new RawSocket(full(door).port())) {
			String answer = socket.send(HEAD + "expect: 100-continue\r\n\r\n").readToEnd();
			assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\"overloaded\"").doesNotContain("100 Continue");
			assertThat(answer.toLowerCase()).contains("retry-after: 5").contains("connection: close");
		}
	}

	@ParameterizedTest
	@EnumSource(Door.class)
	void whenBodyDoesNotComeThenTheAnswerComesAllTheSame(Door door) throws IOException {
		try (RawSocket socket = new RawSocket(full(door).port())) {
			assertThat(socket.send(HEAD + "\r\n").readUntil("\"overloaded\"")).startsWith("HTTP/1.1 503 ");
		}
	}

	private static RunningGateway full(Door door) {
		GatewaySpec spec = GatewaySpec.of(door).with("llm.gateway.limit.memory.hysteresis", "0");
		for (String mark : new String[] { "sheddable", "standard", "critical", "all" }) {
			spec = spec.with("llm.gateway.limit.memory.shed." + mark, "0");
		}
		RunningGateway gateway = gateways.gateway(spec);
		GatewayClient client = gateway.client(ClientProtocol.H1);
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> client.send(Call.get("/v1/models")).status() == 503);
		return gateway;
	}

}
