package org.llmgateway.suite;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which headers go up to a provider and come back to a caller.
 */
abstract class HeaderContract extends DoorContract {

	HeaderContract(GatewayFixture gateways, Door door) {
		super(gateways, door);
	}

	private static Call withHeadersOfACaller(Call call) {
		return call.header("authorization", "Bearer token-of-the-caller")
			.header("x-api-key", "key-of-the-caller")
			.header("api-key", "key-of-the-caller")
			.header("x-goog-api-key", "key-of-the-caller")
			.header("proxy-authorization", "Basic b2Y6Y2FsbGVy")
			.header("cookie", "session=of-the-caller")
			.header("x-forwarded-host", "caller.example")
			.header("x-forwarded-for", "192.0.2.1")
			.header("forwarded", "for=192.0.2.1")
			.header("openai-organization", "org-of-the-caller")
			.header("x-internal", "of-the-caller")
			.header("x-hop", "1")
			.header("connection", "x-hop")
			.header("te", "trailers")
			.header("proxy-connection", "keep-alive")
			.header("accept-encoding", "gzip, br")
			.header("user-agent", "the-caller/1")
			.header("accept", "text/event-stream")
			.header("openai-beta", "assistants=v2")
			.header("anthropic-beta", "tools-2024-04-04")
			.header("anthropic-beta", "prompt-caching")
			.header("idempotency-key", "idem-1")
			.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
			.header("tracestate", "a=b")
			.header("x-stainless-lang", "java")
			.header("x-request-id", "id-of-the-caller");
	}

	@Test
	void whenCallerSendsHeadersThenOnlyThoseAllowedGoUp() {
		RunningGateway gateway = gateway();
		assertThat(send(withHeadersOfACaller(Call.chat("gpt-4", false))).status()).isEqualTo(200);
		MockRequest request = gateway.awaitRequest();
		assertThat(request.headers().keySet()).containsExactlyInAnyOrder("host", "content-type", "content-length",
				"authorization", "accept-encoding", "user-agent", "accept", "openai-beta", "anthropic-beta",
				"idempotency-key", "traceparent", "tracestate", "x-stainless-lang", "x-request-id");
		assertThat(request.header("authorization")).isEqualTo("Bearer " + GatewaySpec.OPENAI_KEY);
		assertThat(request.headers().get("authorization")).hasSize(1);
		assertThat(request.header("accept-encoding")).isEqualTo("identity");
		assertThat(request.header("user-agent")).isEqualTo("the-caller/1");
		assertThat(request.headers().get("anthropic-beta")).containsExactly("tools-2024-04-04", "prompt-caching");
		assertThat(request.header("x-request-id")).isEqualTo("id-of-the-caller");
		assertThat(request.header("host")).isEqualTo("127.0.0.1:" + gateway.mock().port());
		assertThat(request.headers().toString()).doesNotContain("caller.example").doesNotContain("token-of-the-caller");
	}

	@Test
	void whenProviderIsAnthropicsThenKeyGoesInItsHeader() {
		RunningGateway gateway = gateway();
		assertThat(send(withHeadersOfACaller(Call.message("claude-4", false))).status()).isEqualTo(200);
		MockRequest request = gateway.awaitRequest();
		assertThat(request.headers().get("x-api-key")).containsExactly(GatewaySpec.ANTHROPIC_KEY);
		assertThat(request.headers()).doesNotContainKeys("authorization", "cookie", "x-forwarded-host");
		assertThat(request.header("anthropic-version")).isEqualTo("2023-06-01");
	}

	@Test
	void whenCallerSendsFewHeadersThenNoneIsInvented() {
		RunningGateway gateway = gateway();
		gateway.closing(new RawSocket(gateway.port()))
			.send("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
					+ "content-length: 17\r\n\r\n{\"model\":\"gpt-4\"}")
			.readUntil("\r\n\r\n");
		assertThat(gateway.awaitRequest().headers().keySet()).containsExactlyInAnyOrder("host", "content-type",
				"content-length", "authorization", "accept-encoding", "x-request-id");
	}

	@Test
	void whenAllowListIsSetThenItDecides() {
		RunningGateway gateway = this.gateways.gateway(spec()
			.with("llm.gateway.upstream.request-headers",
					"content-type,openai-organization,x-i*,authorization,cookie,*")
			.with("llm.gateway.providers.openai.headers.x-extra", "of-the-provider")
			.with("llm.gateway.providers.openai.api-keys", "sk-1,sk-2"));
		assertThat(send(gateway, withHeadersOfACaller(Call.chat("gpt-4", false))).status()).isEqualTo(200);
		MockRequest first = gateway.awaitRequest();
		assertThat(first.header("openai-organization")).isEqualTo("org-of-the-caller");
		assertThat(first.header("x-internal")).isEqualTo("of-the-caller");
		assertThat(first.header("x-extra")).isEqualTo("of-the-provider");
		assertThat(first.headers()).doesNotContainKeys("cookie", "x-api-key", "proxy-authorization", "te");
		send(gateway, Call.chat("gpt-4", false));
		assertThat(Set.of(String.valueOf(first.header("authorization")),
				String.valueOf(gateway.awaitRequest().header("authorization"))))
			.containsExactlyInAnyOrder("Bearer sk-1", "Bearer sk-2");
	}

	private static MockResponse.Builder withHeadersOfAProvider(MockResponse.Builder response) {
		return response.header("set-cookie", "__cf_bm=of-the-provider")
			.header("set-cookie", "second=1")
			.header("server", "provider/1")
			.header("alt-svc", "h3=\":443\"")
			.header("openai-organization", "org-of-the-provider")
			.header("openai-project", "proj-of-the-provider")
			.header("anthropic-organization-id", "org-of-the-provider")
			.header("connection", "x-hop, keep-alive")
			.header("keep-alive", "timeout=5")
			.header("proxy-connection", "keep-alive")
			.header("proxy-authenticate", "Basic")
			.header("upgrade", "h2c")
			.header("x-hop", "1")
			.header("x-request-id", "req-of-the-provider")
			.header("request-id", "req-2")
			.header("retry-after", "3")
			.header("x-ratelimit-remaining-tokens", "99")
			.header("openai-processing-ms", "12")
			.header("vary", "a")
			.header("vary", "b")
			.header("content-language", "de");
	}

	private static void assertComeBack(HttpHeaders headers, Map<String, String> more) {
		Map<String, String> expected = new TreeMap<>(more);
		expected.putAll(Map.of("x-provider-request-id", "req-of-the-provider", "request-id", "req-2", "retry-after",
				"3", "x-ratelimit-remaining-tokens", "99", "openai-processing-ms", "12", "content-language", "de"));
		Set<String> names = new TreeSet<>(expected.keySet());
		names.add("vary");
		names.add("x-request-id");
		Set<String> actual = new TreeSet<>();
		headers.names().forEach((name) -> actual.add(name.toLowerCase(java.util.Locale.ROOT)));
		assertThat(actual).isEqualTo(names);
		expected.forEach((name, value) -> assertThat(headers.getAll(name)).as(name).containsExactly(value));
		assertThat(headers.getAll("vary")).contains("a", "b");
		assertThat(headers.get("x-request-id")).isNotEqualTo("req-of-the-provider");
	}

	@Test
	void whenProviderSendsHeadersThenOnlyEndToEndOnesComeBack() {
		gateway().mock().respond(withHeadersOfAProvider(MockResponse.status(200)).json("{}").build());
		assertComeBack(send(Call.chat("gpt-4", false)).headers(),
				Map.of("content-type", "application/json", "content-length", "2"));
	}

	@Test
	void whenProviderSendsHeadersOfAStreamThenOnlyEndToEndOnesComeBack() {
		gateway().mock()
			.respond(withHeadersOfAProvider(MockResponse.status(200)).header("content-type", "text/event-stream")
				.header("cache-control", "max-age=60")
				.header("trailer", "x-checksum")
				.write("data: [DONE]\n\n")
				.chunked()
				.trailer("x-checksum", "1")
				.build());
		Answer answer = send(Call.chat("gpt-4", true));
		assertComeBack(answer.headers(), Map.of("content-type", "text/event-stream", "cache-control", "no-cache",
				"x-accel-buffering", "no", "transfer-encoding", "chunked"));
		assertThat(answer.text()).isEqualTo("data: [DONE]\n\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "abc-123", "a/b+c=", "0123456789abcdef0123456789abcdef" })
	void whenCallerSendsAUsableIdThenItIsKept(String id) {
		RunningGateway gateway = gateway();
		assertThat(send(Call.chat("gpt-4", false).header("x-request-id", id)).header("x-request-id")).isEqualTo(id);
		assertThat(gateway.awaitRequest().header("x-request-id")).isEqualTo(id);
		assertThat(send(Call.chat("unknown", false).header("x-request-id", id)).header("x-request-id")).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "with space", "\"quoted\"", "back\\slash", "" })
	void whenCallerSendsAnIdThatCouldDoHarmThenItIsReplaced(String id) {
		RunningGateway gateway = gateway();
		String given = send(Call.chat("gpt-4", false).header("x-request-id", id)).header("x-request-id");
		assertThat(given).matches("[0-9a-f]{32}");
		assertThat(gateway.awaitRequest().headers().get("x-request-id")).containsExactly(given);
	}

	@Test
	void whenCallerSendsALongIdThenItIsReplaced() {
		String given = send(Call.chat("gpt-4", false).header("x-request-id", "x".repeat(129))).header("x-request-id");
		assertThat(given).matches("[0-9a-f]{32}");
	}

}
