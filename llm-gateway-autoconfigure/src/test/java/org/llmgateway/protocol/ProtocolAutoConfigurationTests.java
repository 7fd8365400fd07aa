package org.llmgateway.protocol;

import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.OpenSsl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llmgateway.protocol.TestClient.Answer;
import org.llmgateway.test.OpenBuffers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * How the room joins an application, and what it says when it cannot.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProtocolAutoConfigurationTests {

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenProtocolsAreNotSetThenBootsPropertiesDecide() {
		try (TestServer server = TestServer.start("server.http2.enabled=true")) {
			assertThat(TestClient.H2C.get(server, "/hello").protocol()).isEqualTo("HTTP/2.0");
			assertThat(TestClient.H1.get(server, "/hello").header("alt-svc")).isNull();
			assertThat(server.context.getBeansOfType(Http3Server.class)).isEmpty();
		}
		try (TestServer server = TestServer.start()) {
			assertThat(TestClient.H2C_UPGRADE.get(server, "/hello").protocol()).isEqualTo("HTTP/1.1");
		}
	}

	@Test
	void whenProtocolsAreSetThenTheyOverrideHttp2Enabled() {
		try (TestServer server = TestServer.start("server.http2.enabled=true", "llm.gateway.protocols=h1")) {
			assertThat(TestClient.H2C_UPGRADE.get(server, "/hello").protocol()).isEqualTo("HTTP/1.1");
		}
	}

	@Test
	void whenUpgradeHasABodyThenTheBodyLimitApplies() {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c",
				"llm.gateway.inspection.max-body-size=1KB")) {
			Answer small = TestClient.H2C_UPGRADE.post(server, "/echo", new byte[1000]);
			assertThat(small.protocol()).isEqualTo("HTTP/2.0");
			assertThat(small.body()).hasSize(1000);
			assertThat(TestClient.H2C_UPGRADE.post(server, "/echo", new byte[2000]).status()).isEqualTo(413);
		}
	}

	@Test
	void whenLoopsAreCountedThenOneSetServesAndCalls() {
		try (TestServer server = TestServer.start("llm.gateway.event-loops=3")) {
			ReactorResourceFactory resources = server.context.getBean(ReactorResourceFactory.class);
			assertThat(resources.isUseGlobalResources()).isFalse();
			EventLoopGroup group = resources.getLoopResources().onServer(true);
			assertThat(group).hasSize(3);
			assertThat(resources.getLoopResources().onServerSelect(true)).isSameAs(group);
		}
	}

	@Test
	void whenApplicationHasItsOwnLoopsThenTheyStay() {
		try (TestServer server = TestServer.start(OwnLoops.class)) {
			assertThat(server.context.getBean(ReactorResourceFactory.class)).isInstanceOf(OwnResources.class);
			assertThat(TestClient.H1.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void whenNameIsUnknownThenAnalysisNamesTheAllowedOnes(CapturedOutput output) {
		assertThatThrownBy(() -> TestServer.start("llm.gateway.protocols=h1,spdy").close());
		assertThat(output).contains("APPLICATION FAILED TO START", "spdy", "H1", "H2", "H2C", "H3");
	}

	@Test
	void whenSetContradictsItselfThenAnalysisIsPrinted(CapturedOutput output) {
		assertThatThrownBy(() -> TestServer.start("llm.gateway.protocols=h1,h2,h2c").close());
		assertThat(output).contains("APPLICATION FAILED TO START", "both h2 and h2c",
				"Remove h2 or h2c from llm.gateway.protocols.");
	}

	@Test
	void whenHttp3HasNoCertificateThenAnalysisIsPrinted(CapturedOutput output) {
		assertThatThrownBy(() -> TestServer.start("llm.gateway.protocols=h1,h3").close());
		assertThat(output).contains("APPLICATION FAILED TO START", "llm.gateway.http3.ssl-bundle");
	}

	@Test
	void whenDrainIsLongerThanThePhaseThenAnalysisIsPrinted(CapturedOutput output) {
		assertThatThrownBy(() -> TestServer.start("llm.gateway.drain-timeout=40s").close());
		assertThat(output).contains("APPLICATION FAILED TO START", "spring.lifecycle.timeout-per-shutdown-phase");
	}

	@Test
	void whenTlsProviderIsMissingThenAnalysisIsPrinted(CapturedOutput output) {
		assumeFalse(OpenSsl.isAvailable(), "netty-tcnative is on the class path");
		assertThatThrownBy(() -> TestServer.start("llm.gateway.tls-provider=openssl").close());
		assertThat(output).contains("APPLICATION FAILED TO START", "llm.gateway.tls-provider is openssl",
				"netty-tcnative-boringssl-static");
	}

	@Test
	void whenTlsProviderIsOpensslThenItServesTcp() {
		assumeTrue(OpenSsl.isAvailable(), "netty-tcnative is not on the class path");
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2,h3", "llm.gateway.tls-provider=openssl"))) {
			assertThat(server.context.getBean(ProtocolReport.class).describe()).contains("TLS on TCP: BoringSSL");
			for (TestClient client : new TestClient[] { TestClient.H1_TLS, TestClient.H2, TestClient.H3 }) {
				assertThat(client.get(server, "/hello").body()).isEqualTo("hello");
			}
		}
		// Netty keeps the key of an OpenSSL context until the context is collected.
		OpenBuffers.startAnew();
	}

	@Test
	void whenTransportIsMissingThenAnalysisIsPrinted(CapturedOutput output) {
		assumeFalse(ioUringIsAvailable(), "io_uring is available here");
		assertThatThrownBy(() -> TestServer.start("llm.gateway.transport=io_uring").close());
		assertThat(output).contains("APPLICATION FAILED TO START", "llm.gateway.transport is io_uring",
				"netty-transport-native-io_uring");
	}

	@Test
	void whenTransportIsIoUringThenItServesTcp() {
		assumeTrue(ioUringIsAvailable(),
				"netty-transport-native-io_uring is not on the class path, or the kernel does not allow io_uring");
		try (TestServer server = TestServer
			.start(TestServer.tls("h1,h2", "llm.gateway.transport=io_uring", "llm.gateway.event-loops=2"))) {
			assertThat(server.context.getBean(ProtocolReport.class).describe()).contains("transport: io_uring");
			for (TestClient client : new TestClient[] { TestClient.H1_TLS, TestClient.H2 }) {
				assertThat(client.get(server, "/thread").body()).contains("llm-io_uring");
			}
		}
	}

	private static boolean ioUringIsAvailable() {
		return Platform.transport(ProtocolProperties.Transport.IO_URING).equals("io_uring");
	}

	@Test
	void whenTcpPortIsTakenThenAnalysisIsPrinted(CapturedOutput output) {
		try (TestServer server = TestServer.start()) {
			assertThatThrownBy(() -> TestServer.start("server.port=" + server.port()).close());
			assertThat(output).contains("APPLICATION FAILED TO START", "Port " + server.port() + " was already in use");
		}
	}

	@Test
	void whenStartedThenOneLineSaysWhatIsServed(CapturedOutput output) {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h1,h2c", "llm.gateway.event-loops=2")) {
			assertThat(server.port()).isPositive();
			assertThat(output).contains("Protocols: h1, h2c; transport: epoll; TLS on TCP: JDK; event loops: 2");
			assertThat(output).doesNotContain("set the property netty.version");
		}
	}

	@Test
	void whenTlsProviderIsJdkThenNettyDoesNotLookForOpenssl() {
		String before = System.getProperty("io.netty.handler.ssl.noOpenSsl");
		try (TestServer server = TestServer.start("llm.gateway.tls-provider=jdk")) {
			assertThat(server.port()).isPositive();
			assertThat(System.getProperty("io.netty.handler.ssl.noOpenSsl")).isEqualTo("true");
		}
		finally {
			if (before == null) {
				System.clearProperty("io.netty.handler.ssl.noOpenSsl");
			}
		}
	}

	@Test
	void whenPropertiesAreListedThenEachIsDescribedAndHasItsDefault() throws Exception {
		StringBuilder all = new StringBuilder();
		for (URL url : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream metadata = url.openStream()) {
				all.append(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		assertThat(all).contains("llm.gateway.protocols", "llm.gateway.http3.probe", "\"2s\"",
				"llm.gateway.server.keep-alive-timeout", "llm.gateway.http2.connection-window");
	}

	/** An application that brings its own event loops. */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(TestApplication.class)
	static class OwnLoops {

		@Bean
		OwnResources ownResources() {
			return new OwnResources();
		}

	}

	/** Shared ones. */
	static final class OwnResources extends ReactorResourceFactory {

	}

}
