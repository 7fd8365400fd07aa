package org.llmgateway.upstream;

import java.util.List;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which headers pass, in either direction.
 */
class HeaderTests {

	private final HeaderAllowList allowed = new HeaderAllowList(
			List.of("content-type", "Accept", "anthropic-*", "X-Stainless-*"));

	@ParameterizedTest
	@ValueSource(strings = { "content-type", "Content-Type", "accept", "ACCEPT", "anthropic-version", "Anthropic-Beta",
			"x-stainless-lang", "X-STAINLESS-OS" })
	void whenAHeaderIsAllowedThenItPassesInAnyCase(String name) {
		assertThat(this.allowed.allows(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "x-api-key", "cookie", "content-typex", "content", "accept-language",
			"anthropic", "xanthropic-version", "x-forwarded-for", "" })
	void whenAHeaderIsNotAllowedThenItStays(String name) {
		assertThat(this.allowed.allows(name)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "Authorization", "x-api-key", "X-Api-Key", "cookie", "host",
			"content-length", "transfer-encoding", "connection", "accept-encoding", "expect", "upgrade", "te",
			"trailer", "keep-alive", "proxy-authorization", "proxy-connection", "proxy-authenticate", "http2-settings",
			"api-key", "x-goog-api-key", "x-http2-stream-id", "X-HTTP3-anything" })
	void whenEverythingIsAllowedThenTheGatewaysOwnStillStay(String name) {
		assertThat(new HeaderAllowList(List.of("*")).allows(name)).isFalse();
		assertThat(new HeaderAllowList(List.of(name)).allows(name)).isFalse();
		assertThat(new HeaderAllowList(List.of("*")).allows("x-anything")).isTrue();
	}

	@Test
	void whenAProviderAnswersThenWhatIsItsOwnStays() {
		HttpHeaders provider = new DefaultHttpHeaders();
		for (String name : List.of("Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Connection", "TE",
				"Trailer", "Transfer-Encoding", "Upgrade", "Set-Cookie", "Set-Cookie2", "Server", "Alt-Svc",
				"OpenAI-Organization", "openai-project", "anthropic-organization-id", "Content-Length",
				"x-http2-stream-id", "X-HTTP3-anything")) {
			provider.add(name, "x");
		}
		assertThat(AnswerHeaders.of(provider)).isEmpty();
	}

	@Test
	void whenAProviderAnswersThenTheRestPassesInOrder() {
		HttpHeaders provider = new DefaultHttpHeaders().add("Content-Type", "text/event-stream")
			.add("x-ratelimit-remaining-requests", "7")
			.add("Retry-After", "3")
			.add("x-multi", "1")
			.add("x-multi", "2")
			.add("openai-processing-ms", "12")
			.add("x-http-2", "kept");
		HttpHeaders answer = AnswerHeaders.of(provider);
		assertThat(answer.entries()).hasToString(provider.entries().toString());
	}

	@Test
	void whenTheConnectionHeaderNamesHeadersThenTheyStay() {
		HttpHeaders provider = new DefaultHttpHeaders().add("Connection", "close, X-Hop")
			.add("Connection", "x-other")
			.add("x-hop", "1")
			.add("X-Other", "2")
			.add("x-kept", "3");
		assertThat(AnswerHeaders.of(provider).names()).containsExactly("x-kept");
	}

	@Test
	void whenTheProviderNamesTheRequestThenItsIdHasAnotherName() {
		HttpHeaders answer = AnswerHeaders
			.of(new DefaultHttpHeaders().add("X-Request-ID", "req_1").add("request-id", "2"));
		assertThat(answer.get("x-provider-request-id")).isEqualTo("req_1");
		assertThat(answer.contains("x-request-id")).isFalse();
		assertThat(answer.get("request-id")).isEqualTo("2");
	}

}
