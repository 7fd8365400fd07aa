package org.llmgateway.provider;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.llm.Dialect;

/**
 * A provider as configured.
 */
public final class Provider {

	private static final String SURFACE_ROOT = "/v1";

	private final String name;

	private final Dialect dialect;

	private final URI baseUrl;

	private final String root;

	private final ApiKeys keys;

	private final Map<String, String> headers;

	private final UpstreamProtocol protocol;

	private final @Nullable String sslBundle;

	private final @Nullable StreamOverrides stream;

	private final boolean includeUsage;

	Provider(String name, URI baseUrl, ProviderProperties.Definition definition, KeySettings keys) {
		this.name = name;
		this.dialect = definition.dialect();
		this.baseUrl = baseUrl;
		this.root = root(baseUrl);
		this.keys = new ApiKeys(name, definition.apiKeys(), keys);
		this.headers = definition.headers();
		this.protocol = definition.httpVersion();
		this.sslBundle = definition.sslBundle();
		this.stream = definition.stream();
		this.includeUsage = definition.includeUsage();
	}

	private static String root(URI baseUrl) {
		String path = baseUrl.getRawPath();
		if (path == null || path.isEmpty() || path.equals("/")) {
			return SURFACE_ROOT;
		}
		return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
	}

	public String name() {
		return this.name;
	}

	public Dialect dialect() {
		return this.dialect;
	}

	public UpstreamProtocol protocol() {
		return this.protocol;
	}

	/**
	 * The SSL bundle with what to trust at the provider.
	 * @return its name, or {@code null} for the JDK's own trust
	 */
	public @Nullable String sslBundle() {
		return this.sslBundle;
	}

	/**
	 * What differs for streams from this provider.
	 * @return the settings, or {@code null} where it sets none
	 */
	public @Nullable StreamOverrides stream() {
		return this.stream;
	}

	/**
	 * Whether the provider may be asked for usage at the end of a stream.
	 * @return {@code false} for one that rejects {@code stream_options.include_usage}
	 */
	public boolean takesIncludeUsage() {
		return this.includeUsage && this.dialect == Dialect.OPENAI;
	}

	public boolean isSecure() {
		return "https".equalsIgnoreCase(this.baseUrl.getScheme());
	}

	/**
	 * The provider's address, not yet resolved, so that DNS is asked anew for each
	 * connection.
	 * @return host and port
	 */
	public InetSocketAddress address() {
		int port = this.baseUrl.getPort();
		return InetSocketAddress.createUnresolved(host(), (port != -1) ? port : (isSecure() ? 443 : 80));
	}

	private String host() {
		String host = this.baseUrl.getHost();
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * The value of the {@code Host} header.
	 * @return host and, unless it is the scheme's own, port
	 */
	public String authority() {
		String host = NetUtil.isValidIpV6Address(host()) ? "[" + host() + "]" : host();
		return (this.baseUrl.getPort() != -1) ? host + ":" + this.baseUrl.getPort() : host;
	}

	/**
	 * The request target at the provider.
	 * @param path the surface's path, which begins with {@code /v1}, or any other path
	 * @param query the raw query, which travels as it is
	 * @return path and query for the request line
	 */
	public String target(String path, @Nullable String query) {
		boolean surface = path.startsWith(SURFACE_ROOT)
				&& (path.length() == SURFACE_ROOT.length() || path.charAt(SURFACE_ROOT.length()) == '/');
		String target = surface ? this.root.concat(path.substring(SURFACE_ROOT.length())) : path;
		return (query != null) ? target + "?" + query : target;
	}

	/**
	 * Takes the next key that may be used, for one request.
	 * @param now the time, in nanoseconds
	 * @return the key, which is told how the provider answers; {@link ApiKey#NONE} for a
	 * provider without keys, {@code null} if no key may be used now
	 */
	public @Nullable ApiKey takeKey(long now) {
		return this.keys.take(now);
	}

	/**
	 * When a key may be used.
	 * @param now the time, in nanoseconds
	 * @return nanoseconds from now; 0 if there is a key or none is needed,
	 * {@link Long#MAX_VALUE} if there will be none
	 */
	public long keysRetryAt(long now) {
		return this.keys.retryAt(now);
	}

	/**
	 * The keys, to show their state.
	 * @return all keys, in the order of their configuration
	 */
	public List<ApiKey> keys() {
		return this.keys.all();
	}

	/**
	 * Sets the provider's own headers: a key in its dialect's header, and the extra ones.
	 * @param headers the headers of a request that goes to this provider and no other
	 * @param key a key that was taken from this provider
	 */
	public void prepare(HttpHeaders headers, ApiKey key) {
		if (key != ApiKey.NONE) {
			if (this.dialect == Dialect.ANTHROPIC) {
				headers.set("x-api-key", key.value());
			}
			else {
				headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key.value());
			}
		}
		this.headers.forEach(headers::set);
	}

	@Override
	public String toString() {
		return this.name + " (" + this.baseUrl.getScheme() + "://" + authority() + this.root + ")";
	}

}
