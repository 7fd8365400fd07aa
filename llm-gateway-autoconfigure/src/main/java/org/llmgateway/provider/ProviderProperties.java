package org.llmgateway.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.llm.Dialect;

/**
 * The providers that the gateway stands in front of.
 *
 * @param providers the providers by name; names are lower-case letters, digits and
 * hyphens
 * @param keys for how long a provider's key is not used after it was refused
 */
@ConfigurationProperties("llm.gateway")
record ProviderProperties(@DefaultValue Map<String, Definition> providers, @DefaultValue Keys keys) {

	/**
	 * One provider.
	 *
	 * @param dialect the dialect that the provider speaks
	 * @param baseUrl where the provider is; a path in it takes the place of {@code /v1}
	 * @param apiKeys the keys to use in turn; none sends no credentials
	 * @param headers extra headers for each request to the provider
	 * @param httpVersion the protocol to the provider
	 * @param sslBundle the SSL bundle with the certificates to trust, where the JDK does
	 * not trust the provider's
	 * @param stream what differs for streams from this provider
	 * @param includeUsage whether streams may be asked for usage in the caller's place;
	 * false for a provider that rejects stream_options
	 * @param passThrough further paths that are let through to the provider, uninspected
	 */
	@ConfigurationPropertiesSource
	record Definition(@DefaultValue("openai") Dialect dialect, @Nullable URI baseUrl,
			@DefaultValue List<String> apiKeys, @DefaultValue Map<String, String> headers,
			@DefaultValue("h1") UpstreamProtocol httpVersion, @Nullable String sslBundle,
			@NestedConfigurationProperty @Nullable StreamOverrides stream, @DefaultValue("true") boolean includeUsage,
			@Nullable Through passThrough) {

		@Override
		public String toString() {
			return "Definition[dialect=" + this.dialect + ", baseUrl=" + this.baseUrl + "]";
		}

	}

	/**
	 * For how long a provider's key is not used after it was refused.
	 *
	 * @param retry after how long a key that was refused with 401, 402 or 403 is tried
	 * again by one request; 0 for not before the next start
	 * @param coolDown how long a key rests after 429 without Retry-After
	 * @param maxCoolDown how long a key rests after 429 at most, whatever Retry-After
	 * says
	 */
	record Keys(@DefaultValue("10m") Duration retry, @DefaultValue("1s") Duration coolDown,
			@DefaultValue("10m") Duration maxCoolDown) {

	}

	/**
	 * Paths that are let through to a provider as they are, under the provider's key.
	 *
	 * @param prefix what the caller's path begins with; it is taken off before the
	 * request goes upstream
	 * @param paths the paths after the prefix; a trailing {@code /**} stands for all
	 * below
	 * @param methods the HTTP methods that are let through
	 * @param maxBodySize the largest request body
	 */
	record Through(@DefaultValue("") String prefix, @DefaultValue List<String> paths,
			@DefaultValue("GET") Set<String> methods, @DefaultValue("512MB") DataSize maxBodySize) {

	}

}
