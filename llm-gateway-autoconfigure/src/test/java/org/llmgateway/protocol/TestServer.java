package org.llmgateway.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import org.llmgateway.test.OpenBuffers;

/**
 * A running {@link TestApplication} on free ports of the loopback address. All time-outs
 * that a test does not set are a minute.
 */
final class TestServer implements AutoCloseable {

	final ConfigurableApplicationContext context;

	final TestApplication application;

	private TestServer(ConfigurableApplicationContext context) {
		this.context = context;
		this.application = context.getBean(TestApplication.class);
	}

	static TestServer start(String... properties) {
		return start(TestApplication.class, properties);
	}

	static TestServer start(Class<?> source, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"spring.main.banner-mode=off", "spring.main.web-application-type=reactive",
				"llm.gateway.server.request-timeout=1m", "llm.gateway.server.handshake-timeout=1m",
				"llm.gateway.http3.idle-timeout=1m", "llm.gateway.http3.probe=1m",
				"llm.gateway.http3.handshake-timeout=1m", "llm.gateway.drain-timeout=1s",
				"spring.ssl.bundle.pem.gw.keystore.certificate=" + TestCertificate.FIRST.getCertificatePathPEM(),
				"spring.ssl.bundle.pem.gw.keystore.private-key=" + TestCertificate.FIRST.getPrivateKeyPEM(),
				"spring.reactor.netty.shutdown-quiet-period=0s"));
		all.addAll(List.of(properties));
		return new TestServer(new SpringApplicationBuilder(source).properties(all.toArray(String[]::new)).run());
	}

	static String[] tls(String protocols, String... more) {
		List<String> all = new ArrayList<>(List.of("llm.gateway.protocols=" + protocols, "server.ssl.bundle=gw"));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	int port() {
		return ((ReactiveWebServerApplicationContext) this.context).getWebServer().getPort();
	}

	int udpPort() {
		return this.context.getBean(Http3Server.class).port();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** Properties of HTTP/3, by default those that a user has. */
	static Http3Properties http3Properties(String... pairs) {
		Map<String, String> map = new HashMap<>();
		for (String pair : pairs) {
			int equals = pair.indexOf('=');
			map.put("http3." + pair.substring(0, equals), pair.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("http3", Http3Properties.class);
	}

	static void assertNoLeaks() {
		OpenBuffers.awaitNone(Duration.ofSeconds(10));
	}

}
