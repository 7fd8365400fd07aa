package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What all contracts of a door stand on.
 */
abstract class DoorContract {

	static final JsonMapper JSON = new JsonMapper();

	final GatewayFixture gateways;

	final Door door;

	DoorContract(GatewayFixture gateways, Door door) {
		this.gateways = gateways;
		this.door = door;
	}

	GatewaySpec spec() {
		return GatewaySpec.of(this.door);
	}

	RunningGateway gateway() {
		return this.gateways.gateway(spec());
	}

	Answer send(Call call) {
		return send(gateway(), call);
	}

	static Answer send(RunningGateway gateway, Call call) {
		return gateway.client(ClientProtocol.H1).send(call);
	}

	RunningCall open(Call call) {
		return gateway().client(ClientProtocol.H1).open(call);
	}

	static JsonNode json(Answer answer) {
		return JSON.readTree(answer.body());
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** The same bytes; if not, says where the first difference is and not all of them. */
	static void assertBytes(String what, byte[] actual, byte[] expected) {
		int at = Arrays.mismatch(actual, expected);
		if (at >= 0) {
			throw new AssertionError(
					what + ": " + actual.length + " bytes instead of " + expected.length + ", different at " + at
							+ ": '" + around(actual, at) + "' instead of '" + around(expected, at) + "'");
		}
	}

	private static String around(byte[] bytes, int at) {
		return new String(bytes, Math.max(0, at - 10), Math.min(bytes.length, at + 50) - Math.max(0, at - 10),
				StandardCharsets.UTF_8);
	}

	/** An error of the gateway's own, in OpenAI's words. */
	static void assertOpenAiError(Answer answer, int status, String code, String type) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		JsonNode error = json(answer).required("error");
		assertThat(error.required("code").stringValue()).isEqualTo(code);
		assertThat(error.required("type").stringValue()).isEqualTo(type);
		assertThat(error.required("message").stringValue()).isNotBlank();
		assertThat(error.has("param")).isTrue();
		assertThat(answer.header("x-request-id")).isNotBlank();
	}

	/** An error of the gateway's own, in Anthropic's words. */
	static void assertAnthropicError(Answer answer, int status, String type) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		JsonNode body = json(answer);
		assertThat(body.required("type").stringValue()).isEqualTo("error");
		assertThat(body.required("error").required("type").stringValue()).isEqualTo(type);
		assertThat(body.required("error").required("message").stringValue()).isNotBlank();
		assertThat(body.required("request_id").stringValue()).isEqualTo(answer.header("x-request-id")).isNotBlank();
	}

}
