package org.llmgateway.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.llmgateway.bench.load.Protocol;

/**
 * The command lines of the gateways: one group of properties per set of protocols that
 * can share a port.
 *
 * @param settings what is measured
 * @param mockPort the port of the mock LLM
 * @param certificates where the certificate is
 */
record GatewayArguments(Settings settings, int mockPort, Path certificates) {

	static final String CERTIFICATE = "certificate.pem";

	static final String KEY = "key.pem";

	/** Switches off what refuses requests under load. */
	static final List<String> NO_LIMITS = List.of("--llm.gateway.limit.memory.enabled=false",
			"--llm.gateway.limit.budget.enabled=false", "--llm.gateway.limit.concurrency.mode=off");

	/**
	 * The properties of a gateway of HTTP/1.1 with one provider, one pool and no models.
	 * @param provider the name of the provider
	 * @param port the port of its mock
	 * @return the properties, as arguments
	 */
	static List<String> plain(String provider, int port) {
		List<String> args = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=0"));
		args.add("--llm.gateway.protocols=h1");
		provider(args, provider, "main", "http://127.0.0.1:" + port);
		return args;
	}

	/**
	 * Adds a provider with a pool.
	 * @param args where to
	 * @param name its name
	 * @param pool the name of the pool
	 * @param url where it is
	 */
	static void provider(List<String> args, String name, String pool, String url) {
		String provider = "--llm.gateway.providers." + name + ".";
		args.add(provider + "base-url=" + url);
		args.add(provider + "dialect=openai");
		args.add(provider + "api-keys=sk-mock");
		args.add("--llm.gateway.pools." + pool + ".endpoints[0].provider=" + name);
	}

	/**
	 * The command line of stock for HTTP/1.1 alone.
	 * @param mockPort the port of the mock
	 * @return the arguments of {@link ServerMain}
	 */
	static List<String> plainStock(int mockPort) {
		List<String> args = new ArrayList<>(List.of("stock", "--server.address=127.0.0.1", "--server.port=0"));
		route(args, "http://127.0.0.1:" + mockPort);
		return args;
	}

	private static void route(List<String> args, String url) {
		String route = "--spring.cloud.gateway.server.webflux.routes[0].";
		args.add(route + "id=all");
		args.add(route + "uri=" + url);
		args.add(route + "predicates[0]=Path=/**");
	}

	/**
	 * The command line of stock: one route, and beyond that only what opens the port.
	 * @return the arguments of {@link ServerMain}
	 */
	List<String> stock() {
		List<String> args = new ArrayList<>(List.of("stock"));
		for (List<Protocol> group : stockProtocols()) {
			if (args.size() > 1) {
				args.add(ServerMain.NEXT);
			}
			listen(args, group.get(0).tls());
			if (group.get(0) != Protocol.H1) {
				args.add("--server.http2.enabled=true");
			}
			route(args, mockUrl());
		}
		return args;
	}

	/**
	 * The command line of llm-gateway.
	 * @param door the door
	 * @return the arguments of {@link ServerMain}
	 */
	List<String> ours(String door) {
		List<String> args = new ArrayList<>(List.of("ours"));
		for (List<Protocol> group : ourProtocols()) {
			if (args.size() > 1) {
				args.add(ServerMain.NEXT);
			}
			listen(args, group.get(0).tls());
			args.add("--llm.gateway.door=" + door);
			args.add("--llm.gateway.protocols=" + group.stream().map(Protocol::label).collect(Collectors.joining(",")));
			if (this.settings.eventLoops() > 0) {
				args.add("--llm.gateway.event-loops=" + this.settings.eventLoops());
			}
			provider(args, "mock", "main", mockUrl());
			args.add("--llm.gateway.models[0].match=mock*");
			args.add("--llm.gateway.models[0].pools=main");
		}
		return args;
	}

	private void listen(List<String> args, boolean tls) {
		args.add("--server.address=127.0.0.1");
		args.add("--server.port=0");
		if (tls) {
			String keystore = "--spring.ssl.bundle.pem.bench.keystore.";
			args.add(keystore + "certificate=file:" + this.certificates.resolve(CERTIFICATE));
			args.add(keystore + "private-key=file:" + this.certificates.resolve(KEY));
			args.add("--server.ssl.bundle=bench");
		}
	}

	private String mockUrl() {
		return "http://127.0.0.1:" + this.mockPort;
	}

	List<List<Protocol>> ourProtocols() {
		return groups(List.of(Protocol.H2, Protocol.H3));
	}

	/**
	 * What stock serves: HTTP/2 wherever it has to stand in for HTTP/3.
	 * @return the groups of protocols
	 */
	List<List<Protocol>> stockProtocols() {
		List<List<Protocol>> groups = groups(List.of());
		if (this.settings.encrypted()) {
			groups.add(List.of(Protocol.H2));
		}
		return groups;
	}

	private List<List<Protocol>> groups(List<Protocol> encrypted) {
		List<List<Protocol>> groups = new ArrayList<>();
		for (Protocol protocol : List.of(Protocol.H1, Protocol.H2C)) {
			if (this.settings.protocols().contains(protocol)) {
				groups.add(List.of(protocol));
			}
		}
		List<Protocol> tls = encrypted.stream().filter(this.settings.protocols()::contains).toList();
		if (!tls.isEmpty()) {
			groups.add(tls);
		}
		return groups;
	}

}
