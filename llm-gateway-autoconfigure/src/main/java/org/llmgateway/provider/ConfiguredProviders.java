package org.llmgateway.provider;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.PassThrough;

/**
 * The providers of the configuration, checked.
 */
final class ConfiguredProviders implements Providers {

	private static final String PREFIX = "llm.gateway.providers.";

	private static final Duration LONGEST = Duration.ofDays(365);

	private final Map<String, Provider> providers = new LinkedHashMap<>();

	private final List<PassThrough> passThroughs = new ArrayList<>();

	private final KeySettings keys;

	ConfiguredProviders(ProviderProperties properties) {
		this.keys = keys(properties.keys());
		properties.providers().forEach(this::add);
	}

	private static KeySettings keys(ProviderProperties.Keys keys) {
		return new KeySettings(nanos("retry", keys.retry()), nanos("cool-down", keys.coolDown()),
				nanos("max-cool-down", keys.maxCoolDown()));
	}

	private static long nanos(String name, Duration time) {
		if (time.isNegative() || time.compareTo(LONGEST) > 0) {
			throw new ConfigurationFault("llm.gateway.keys." + name, time.toString(), "a time is from 0 to 365 days",
					"Set a time such as 10m.");
		}
		return time.toNanos();
	}

	private void add(String name, ProviderProperties.Definition definition) {
		String key = PREFIX + name;
		ConfigurationFault.checkName(PREFIX + "*", name);
		URI baseUrl = baseUrl(key + ".base-url", definition.baseUrl());
		for (String apiKey : definition.apiKeys()) {
			if (apiKey.isBlank() || !apiKey.chars().allMatch((c) -> c > ' ' && c < 127)) {
				throw new ConfigurationFault(key + ".api-keys", "(not shown)",
						"a key is empty or holds white space or a character that no header may hold",
						"Set keys of visible ASCII characters; check that the environment variable behind it is set.");
			}
		}
		this.providers.put(name, new Provider(name, baseUrl, definition, this.keys));
		ProviderProperties.Through through = definition.passThrough();
		if (through != null) {
			this.passThroughs.add(passThrough(key + ".pass-through", name, through));
		}
	}

	private static URI baseUrl(String key, @Nullable URI url) {
		if (url == null) {
			throw new ConfigurationFault(key, "(not set)", "a provider needs an address",
					"Set it to the provider's URL, for example https://api.openai.com");
		}
		boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
		if (!http || url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
			throw new ConfigurationFault(key, shown(url),
					"it is not an http or https URL with a host and without user and query",
					"Set it to scheme, host and, where the API is not below /v1, its path.");
		}
		return url;
	}

	/** A user or a query may hold a secret. */
	private static String shown(URI url) {
		String text = url.toString();
		int query = text.indexOf('?');
		text = (query >= 0) ? text.substring(0, query) : text;
		String user = url.getRawUserInfo();
		return (user != null) ? text.replace(user + "@", "") : text;
	}

	private static PassThrough passThrough(String key, String name, ProviderProperties.Through through) {
		String prefix = through.prefix();
		if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
			throw new ConfigurationFault(key + ".prefix", prefix, "a prefix begins with a slash and ends without one",
					"Write it as /name.");
		}
		if (through.paths().isEmpty() || !through.paths().stream().allMatch((path) -> path.startsWith("/"))) {
			throw new ConfigurationFault(key + ".paths", through.paths().toString(),
					"each path that is let through is named and begins with a slash",
					"List the paths, for example /v1/batches/**");
		}
		return new PassThrough(name, prefix, through.paths(), through.methods(), through.maxBodySize().toBytes());
	}

	@Override
	public @Nullable Provider find(String name) {
		return this.providers.get(name);
	}

	@Override
	public Collection<Provider> all() {
		return this.providers.values();
	}

	@Override
	public List<PassThrough> passThroughs() {
		return this.passThroughs;
	}

}
