package org.llmgateway.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes a gateway that a test wants; equal descriptions share one running gateway in
 * a test class.
 * <p>
 * Unless changed: the direct door; HTTP/1.1 and h2c; a provider {@code openai} and a
 * provider {@code anthropic}, both of them the mock, with keys {@value #OPENAI_KEY} and
 * {@value #ANTHROPIC_KEY}; models {@code gpt-*} and {@code claude-*}, and
 * {@code house-model}, which is {@value #ALIAS} at the provider; {@code openai} is the
 * default provider; every time-out a minute; one attempt; no endpoint is ejected and no
 * key rests. {@code ${mock}} in a value is the mock's URL.
 *
 * @param door which door serves
 * @param protocols value of {@code llm.gateway.protocols}
 * @param upstream what is spoken to the mock
 * @param properties what is set on top
 * @param configurations configuration classes of the application
 */
public record GatewaySpec(Door door, String protocols, UpstreamLeg upstream, Map<String, String> properties,
		List<Class<?>> configurations) {

	/** The protocols without TLS. */
	public static final String PLAIN_PROTOCOLS = "h1,h2c";

	/** The protocols with TLS. */
	public static final String TLS_PROTOCOLS = "h1,h2,h3";

	/** The key of the OpenAI provider. */
	public static final String OPENAI_KEY = "sk-of-the-provider";

	/** The key of the Anthropic provider. */
	public static final String ANTHROPIC_KEY = "sk-ant-of-the-provider";

	/** What {@code house-model} is called at the provider. */
	public static final String ALIAS = "gpt-at-the-provider";

	/**
	 * The usual gateway behind a door.
	 * @param door the door
	 * @return a description
	 */
	public static GatewaySpec of(Door door) {
		return new GatewaySpec(door, PLAIN_PROTOCOLS, UpstreamLeg.H1, Map.of(), List.of());
	}

	/**
	 * The same gateway, serving what a client needs.
	 * @param client the client's protocol
	 * @return a description
	 */
	public GatewaySpec serving(ClientProtocol client) {
		return new GatewaySpec(this.door, client.served(), this.upstream, this.properties, this.configurations);
	}

	/**
	 * The same gateway with another way to the mock.
	 * @param leg what is spoken
	 * @return a description
	 */
	public GatewaySpec upstream(UpstreamLeg leg) {
		return new GatewaySpec(this.door, this.protocols, leg, this.properties, this.configurations);
	}

	/**
	 * The same gateway with a property set.
	 * @param name the property's name
	 * @param value its value
	 * @return a description
	 */
	public GatewaySpec with(String name, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.properties);
		more.put(name, value);
		return new GatewaySpec(this.door, this.protocols, this.upstream, Map.copyOf(more), this.configurations);
	}

	/**
	 * The same gateway without a property.
	 * @param name the property's name
	 * @return a description
	 */
	public GatewaySpec without(String name) {
		return with(name, "");
	}

	/**
	 * The same gateway with beans of a team's own.
	 * @param configuration a configuration class
	 * @return a description
	 */
	public GatewaySpec with(Class<?> configuration) {
		List<Class<?>> more = new ArrayList<>(this.configurations);
		more.add(configuration);
		return new GatewaySpec(this.door, this.protocols, this.upstream, this.properties, List.copyOf(more));
	}

	boolean tls() {
		return this.protocols.equals(TLS_PROTOCOLS);
	}

	Map<String, Object> allProperties() {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("server.address", "127.0.0.1");
		all.put("server.port", "0");
		all.put("spring.main.banner-mode", "off");
		all.put("spring.main.web-application-type", "reactive");
		all.put("spring.reactor.netty.shutdown-quiet-period", "0s");
		all.put("llm.gateway.door", this.door.property());
		all.put("llm.gateway.protocols", this.protocols);
		all.put("llm.gateway.drain-timeout", "1s");
		all.put("llm.gateway.http3.probe", "200ms");
		all.put("logging.level.org.llmgateway.exchange", "debug");
		if (this.upstream == UpstreamLeg.H3) {
			// One connection to the provider for all tests: what it holds is known.
			all.put("llm.gateway.event-loops", "1");
		}
		if (tls()) {
			all.put("server.ssl.bundle", "gateway");
		}
		// What one test makes the mock refuse says nothing about the next.
		all.put("llm.gateway.balancing.ejection.failures", "0");
		all.put("llm.gateway.keys.retry", "1ns");
		all.put("llm.gateway.keys.max-cool-down", "0s");
		addTimeouts(all);
		addProvider(all, "openai", OPENAI_KEY);
		addProvider(all, "anthropic", ANTHROPIC_KEY);
		all.put("llm.gateway.pools.alias.endpoints[0].provider", "openai");
		all.put("llm.gateway.pools.alias.endpoints[0].model", ALIAS);
		addModel(all, 0, "gpt-*", "openai");
		addModel(all, 1, "claude-*", "anthropic");
		addModel(all, 2, "house-model", "alias");
		all.put("llm.gateway.default-provider", "openai");
		all.put("llm.gateway.failover.attempts", "1");
		all.putAll(this.properties);
		all.values().removeIf(""::equals);
		return all;
	}

	private static void addTimeouts(Map<String, Object> all) {
		for (String name : List.of("upstream.connect-timeout", "upstream.response-timeout", "upstream.max-idle-time",
				"server.request-timeout", "server.keep-alive-timeout", "server.handshake-timeout", "http3.idle-timeout",
				"http3.handshake-timeout")) {
			all.put("llm.gateway." + name, "1m");
		}
	}

	private void addProvider(Map<String, Object> all, String name, String key) {
		String provider = "llm.gateway.providers." + name;
		all.put(provider + ".dialect", name);
		all.put(provider + ".base-url", "${mock}");
		all.put(provider + ".api-keys", key);
		all.put(provider + ".http-version", this.upstream.property());
		all.put(provider + ".ssl-bundle", "mock");
		all.put("llm.gateway.pools." + name + ".endpoints[0].provider", name);
	}

	private static void addModel(Map<String, Object> all, int index, String match, String pool) {
		all.put("llm.gateway.models[" + index + "].match", match);
		all.put("llm.gateway.models[" + index + "].pools", pool);
	}

}
