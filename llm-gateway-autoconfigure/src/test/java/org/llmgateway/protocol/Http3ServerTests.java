package org.llmgateway.protocol;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.protocol.TestClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The HTTP/3 server as part of an application.
 */
class Http3ServerTests {

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenOnlyHttp3IsServedThenTcpSendsSurfacesThere() {
		try (TestServer server = TestServer.start(TestServer.tls("h3"))) {
			assertThat(TestClient.H3.get(server, "/v1/hello").body()).isEqualTo("surface");
			Answer answer = TestClient.H1_TLS.get(server, "/v1/hello");
			assertThat(answer.status()).isEqualTo(421);
			assertThat(answer.body()).startsWith("{\"error\":").contains("h3");
			assertThat(answer.header("alt-svc")).isEqualTo("h3=\":" + server.udpPort() + "\"; ma=86400");
			assertThat(TestClient.H1_TLS.get(server, "/hello").status()).isEqualTo(200);
		}
	}

	@Test
	void whenOnlyHttp3IsServedWithItsOwnCertificateThenTcpIsPlain() {
		try (TestServer server = TestServer.start("llm.gateway.protocols=h3", "llm.gateway.http3.ssl-bundle=gw")) {
			assertThat(TestClient.H3.get(server, "/v1/hello").body()).isEqualTo("surface");
			assertThat(TestClient.H1.get(server, "/v1/hello").status()).isEqualTo(421);
			assertThat(TestClient.H1.get(server, "/v1").status()).isEqualTo(421);
			assertThat(TestClient.H1.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void whenPortIsAdvertisedThenAltSvcNamesIt() {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3", "llm.gateway.http3.advertised-port=8443"))) {
			assertThat(TestClient.H1_TLS.get(server, "/hello").header("alt-svc")).isEqualTo("h3=\":8443\"; ma=86400");
			assertThat(TestClient.H1_TLS.get(server, "/missing").header("alt-svc")).startsWith("h3=");
		}
	}

	@Test
	void whenPortIsSetThenUdpListensThere() throws Exception {
		int free;
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			free = socket.getLocalPort();
		}
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3", "llm.gateway.http3.port=" + free))) {
			assertThat(server.udpPort()).isEqualTo(free);
			assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void whenUdpPortIsTakenThenStartFailsAndSaysSo() throws Exception {
		try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
			assertThatThrownBy(
					() -> TestServer.start(TestServer.tls("h1,h3", "llm.gateway.http3.port=" + taken.getLocalPort()))
						.close())
				.rootCause()
				.isNotNull();
			assertThatThrownBy(
					() -> TestServer.start(TestServer.tls("h1,h3", "llm.gateway.http3.port=" + taken.getLocalPort()))
						.close())
				.hasStackTraceContaining("UDP port " + taken.getLocalPort())
				.satisfies((ex) -> assertThat(new ProtocolFailureAnalyzer().analyze(ex).getAction())
					.contains("llm.gateway.http3.port"));
		}
	}

	@Test
	void whenThereAreTwoListenersThenBothShareThePort() throws Exception {
		try (TestServer server = TestServer
			.start(TestServer.tls("h1,h3", "llm.gateway.http3.listeners=2", "llm.gateway.event-loops=2"))) {
			assertThat(server.context.getBean(Http3Server.class).listeners()).isEqualTo(2);
			for (int i = 0; i < 8; i++) {
				assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
			}
		}
	}

	@Test
	void whenThereAreTwoListenersOnNioThenStartFailsAndSaysSo() {
		assertThatThrownBy(() -> TestServer
			.start(TestServer.tls("h1,h3", "llm.gateway.http3.listeners=2", "llm.gateway.transport=nio"))
			.close())
			.satisfies((ex) -> assertThat(new ProtocolFailureAnalyzer().analyze(ex).getAction())
				.contains("llm.gateway.http3.listeners"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nio", "epoll" })
	void whenTransportIsChosenThenAllProtocolsRunOnIt(String transport) {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2,h3", "llm.gateway.transport=" + transport))) {
			assertThat(server.context.getBean(ProtocolReport.class).describe()).contains("transport: " + transport)
				.contains("h1, h2, h3");
			for (TestClient client : new TestClient[] { TestClient.H1_TLS, TestClient.H2, TestClient.H3 }) {
				assertThat(client.get(server, "/thread").body()).contains("llm-" + transport);
			}
		}
	}

	@Test
	void whenBundleIsReloadedThenTcpAndQuicShowTheNewCertificate(@TempDir Path directory) throws Exception {
		write(directory, TestCertificate.FIRST);
		try (TestServer server = TestServer.start(TestServer.tls("h1,h2,h3", "server.ssl.bundle=files",
				"spring.ssl.bundle.watch.file.quiet-period=100ms", "spring.ssl.bundle.pem.files.reload-on-update=true",
				"spring.ssl.bundle.pem.files.keystore.certificate=file:" + directory.resolve("cert.pem"),
				"spring.ssl.bundle.pem.files.keystore.private-key=file:" + directory.resolve("key.pem")))) {
			assertThat(tcpSubject(server)).isEqualTo("CN=first");
			assertThat(quicSubject(server)).isEqualTo("CN=first");
			write(directory, TestCertificate.SECOND);
			Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
				assertThat(tcpSubject(server)).isEqualTo("CN=second");
				assertThat(quicSubject(server)).isEqualTo("CN=second");
			});
			assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	private static void write(Path directory, X509Bundle bundle) throws Exception {
		Files.writeString(directory.resolve("key.pem"), bundle.getPrivateKeyPEM());
		Files.writeString(directory.resolve("cert.pem"), bundle.getCertificatePathPEM());
	}

	private static String tcpSubject(TestServer server) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
		try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
			socket.startHandshake();
			return subject(socket.getSession().getPeerCertificates()[0]);
		}
	}

	private static String quicSubject(TestServer server) throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
			return subject(client.connection().sslEngine().getSession().getPeerCertificates()[0]);
		}
	}

	private static String subject(java.security.cert.Certificate certificate) {
		return ((X509Certificate) certificate).getSubjectX500Principal().getName();
	}

	static Stream<Arguments> malformed() {
		return Stream.of(change("CR LF in :path", (headers) -> headers.path("/hello\r\nx: y")),
				change("space in :path", (headers) -> headers.path("/hello /x")),
				change("LF in :authority", (headers) -> headers.authority("localhost\nx: y")),
				change("CR LF in a value", (headers) -> headers.add("x-a", "b\r\nx: y")),
				change("upper-case name", (headers) -> headers.add("X-Upper", "a")),
				change(":path without slash", (headers) -> headers.path("hello")),
				change("empty :path", (headers) -> headers.path("")),
				change("another Host than :authority", (headers) -> headers.add("host", "other")),
				change("TRACE", (headers) -> headers.method("TRACE")));
	}

	private static Arguments change(String name, UnaryOperator<Http3Headers> change) {
		return Arguments.of(name, change);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("malformed")
	void whenRequestIsMalformedThenRefused(String name, UnaryOperator<Http3Headers> change) throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3"))) {
			try (RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
				Http3Headers headers = new DefaultHttp3Headers(false).method("GET")
					.scheme("https")
					.authority("localhost")
					.path("/hello");
				String outcome = client.request(change.apply(headers)).awaitOutcome();
				assertThat(outcome).as(name).matches("400|405|end|.*Exception.*");
			}
			assertThat(server.application.handled).hasValue(0);
			assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void whenThereAreAThousandHeadersThenRefused() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3"))) {
			try (RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
				Http3Headers headers = new DefaultHttp3Headers().method("GET")
					.scheme("https")
					.authority("localhost")
					.path("/hello");
				for (int i = 0; i < 1000; i++) {
					headers.add("x-header-" + i, "0123456789");
				}
				assertThat(client.request(headers).awaitOutcome()).matches("431|end|.*Exception.*");
			}
			assertThat(server.application.handled).hasValue(0);
			assertThat(TestClient.H3.get(server, "/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void whenConnectionHeadersAreSetThenNoneIsSent() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3"));
				RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
			for (String path : new String[] { "/connection-headers", "/sse" }) {
				Http3Headers headers = client.get(path).awaitHeaders().headers();
				assertThat(headers.status()).hasToString("200");
				assertThat(headers.names()).extracting(CharSequence::toString)
					.doesNotContain("connection", "keep-alive", "proxy-connection", "transfer-encoding", "alt-svc");
			}
		}
	}

	@Test
	void whenBodyArrivesTooSlowlyThen408() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3", "llm.gateway.server.request-timeout=300ms"));
				RawHttp3Client client = new RawHttp3Client().connect(server.udpPort())) {
			Http3Headers headers = new DefaultHttp3Headers().method("POST")
				.scheme("https")
				.authority("localhost")
				.path("/collect");
			assertThat(client.begin(headers).awaitHeaders().headers().status()).hasToString("408");
		}
	}

}
