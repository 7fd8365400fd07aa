package org.llmgateway.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.llmgateway.llm.Dialect;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where a request goes at a provider, and with which credentials.
 */
class ProviderTests {

	private static Provider provider(String url, Dialect dialect, String... keys) {
		return new Provider("a", URI.create(url), new ProviderProperties.Definition(dialect, URI.create(url),
				List.of(keys), Map.of("x-extra", "1"), UpstreamProtocol.H1, null, null, true, null),
				KeySettings.DEFAULT);
	}

	private static ApiKey key(Provider provider) {
		ApiKey key = provider.takeKey(0);
		assertThat(key).isNotNull();
		return key;
	}

	@ParameterizedTest
	@CsvSource({ "https://host,/v1/chat/completions,,/v1/chat/completions",
			"https://host/,/v1/chat/completions,,/v1/chat/completions",
			"https://host/v1,/v1/chat/completions,,/v1/chat/completions",
			"https://host/openai/v1,/v1/chat/completions,,/openai/v1/chat/completions",
			"https://host/openai/v1/,/v1/chat/completions,,/openai/v1/chat/completions",
			"https://host/v1beta/openai,/v1/models,,/v1beta/openai/models",
			"https://host/v1beta/openai,/v1/files/a%20b,x=1&y=%2F,/v1beta/openai/files/a%20b?x=1&y=%2F",
			"https://host,/v1/files,,/v1/files", "https://host/base,/v1,,/base", "https://host/base,/v1x,,/v1x",
			"https://host/base,/other,q=1,/other?q=1", "https://host,/v1/chat/completions,'',/v1/chat/completions?" })
	void whenThereIsAPathInTheUrlThenItTakesThePlaceOfV1(String url, String path, String query, String target) {
		assertThat(provider(url, Dialect.OPENAI).target(path, query)).isEqualTo(target);
	}

	@ParameterizedTest
	@CsvSource({ "http://host,host,host,80,false", "https://host,host,host,443,true",
			"http://host:8080/v1,host:8080,host,8080,false", "https://[::1]:8443,[::1]:8443,::1,8443,true",
			"https://[2001:db8::1],[2001:db8::1],2001:db8::1,443,true" })
	void whenAnAddressIsNeededThenTheUrlHasIt(String url, String authority, String host, int port, boolean secure) {
		Provider provider = provider(url, Dialect.OPENAI);
		assertThat(provider.authority()).isEqualTo(authority);
		assertThat(provider.address().isUnresolved()).isTrue();
		assertThat(provider.address().getHostString()).isEqualTo(host);
		assertThat(provider.address().getPort()).isEqualTo(port);
		assertThat(provider.isSecure()).isEqualTo(secure);
	}

	@Test
	void whenThereAreKeysThenTheyAreUsedInTurnInTheDialectsHeader() {
		Provider provider = provider("http://host", Dialect.OPENAI, "one", "two");
		for (String key : List.of("one", "two", "one")) {
			HttpHeaders headers = new DefaultHttpHeaders();
			provider.prepare(headers, key(provider));
			assertThat(headers.get("authorization")).isEqualTo("Bearer " + key);
			assertThat(headers.contains("x-api-key")).isFalse();
			assertThat(headers.get("x-extra")).isEqualTo("1");
		}
		HttpHeaders headers = new DefaultHttpHeaders();
		Provider anthropic = provider("http://host", Dialect.ANTHROPIC, "one");
		anthropic.prepare(headers, key(anthropic));
		assertThat(headers.get("x-api-key")).isEqualTo("one");
		assertThat(headers.contains("authorization")).isFalse();
	}

	@Test
	void whenThereIsNoKeyThenNoCredentialsAreSent() {
		HttpHeaders headers = new DefaultHttpHeaders();
		Provider provider = provider("http://host", Dialect.OPENAI);
		provider.prepare(headers, key(provider));
		assertThat(headers.names()).containsExactly("x-extra");
	}

	@Test
	void whenAProviderIsPrintedThenItsKeysAreNot() {
		assertThat(provider("http://host/v1", Dialect.OPENAI, "secret")).hasToString("a (http://host/v1)");
	}

}
