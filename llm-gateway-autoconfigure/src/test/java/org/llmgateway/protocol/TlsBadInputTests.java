package org.llmgateway.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * TLS as no honest client speaks it.
 */
class TlsBadInputTests {

	private static final int DECODE_ERROR = 50;

	private static final int PROTOCOL_VERSION = 70;

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.tls("h1,h2"));
	}

	@AfterAll
	static void stop() {
		server.close();
		TestServer.assertNoLeaks();
	}

	@AfterEach
	void assertServing() {
		assertThat(TestClient.H2.get(server, "/hello").body()).isEqualTo("hello");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void whenVersionIsOldThenAlert(int minor) throws Exception {
		assertThat(alert(hello(minor), false)).isEqualTo(PROTOCOL_VERSION);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenClientHelloIsSaidToBeOf16MiBThenAlert(boolean slowly) throws Exception {
		GuardCounts counts = server.context.getBean(GuardCounts.class);
		long before = counts.count(GuardReason.CLIENT_HELLO);
		byte[] hello = hello(3);
		hello[6] = hello[7] = hello[8] = (byte) 0xff;
		assertThat(alert(hello, slowly)).isEqualTo(DECODE_ERROR);
		assertThat(counts.count(GuardReason.CLIENT_HELLO)).isEqualTo(before + 1);
	}

	@Test
	void whenTypeAndLengthAreInTwoRecordsThenNoMoreIsAllowed() throws Exception {
		byte[] hello = { 22, 3, 1, 0, 1, 1, 22, 3, 1, 0, 3, (byte) 0xff, (byte) 0xff, (byte) 0xff };
		assertThat(alert(hello, false)).isEqualTo(DECODE_ERROR);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u0016\u0003\u0001\u0000\u0000",
			"\u0015\u0003\u0001\u0000\u0002\u0002\u0028", "\u0016\u0003\u0003\u0000\u0004\u0002\u0000\u0000\u0000" })
	void whenItIsNoHandshakeThenClosed(String bytes) throws Exception {
		try (RawTcpClient client = new RawTcpClient(server.port())) {
			client.send(bytes + bytes + bytes).readToEnd();
		}
	}

	@Test
	void whenServerNameIsUnknownThenTheUsualCertificateIsShown() throws Exception {
		try (SSLSocket socket = socket("TLSv1.3")) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setServerNames(List.of(new SNIHostName("unknown.example")));
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(TestCertificate.FIRST.getCertificate());
		}
	}

	@Test
	void whenClientRenegotiatesThenRefused() throws Exception {
		try (SSLSocket socket = socket("TLSv1.2")) {
			socket.startHandshake();
			assertThatThrownBy(() -> {
				socket.startHandshake();
				socket.getInputStream().read();
				throw new AssertionError("Renegotiated");
			}).isInstanceOfAny(SSLException.class, SocketException.class);
		}
	}

	private static SSLSocket socket(String version) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
		socket.setSoTimeout(10_000);
		socket.setEnabledProtocols(new String[] { version });
		return socket;
	}

	/** A ClientHello of SSL 3.0 (0) to TLS 1.2 (3) with one cipher and no extension. */
	private static byte[] hello(int minor) {
		byte[] hello = new byte[9 + 41];
		byte[] head = { 22, 3, 1, 0, 45, 1, 0, 0, 41, 3, (byte) minor };
		System.arraycopy(head, 0, hello, 0, head.length);
		// No session; the cipher suites, of which there is one; no compression.
		byte[] tail = { 0, 0, 2, 0, 47, 1, 0 };
		System.arraycopy(tail, 0, hello, hello.length - tail.length, tail.length);
		return hello;
	}

	/**
	 * The description in the fatal alert that is the answer, after which comes the end.
	 */
	private static int alert(byte[] hello, boolean slowly) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.setSoTimeout(10_000);
			socket.setTcpNoDelay(true);
			for (int i = 0; i < hello.length; i += slowly ? 1 : hello.length) {
				socket.getOutputStream().write(hello, i, slowly ? 1 : hello.length);
				if (i >= 8) {
					break;
				}
			}
			InputStream in = socket.getInputStream();
			byte[] alert = in.readNBytes(7);
			assertThat(alert).hasSize(7).startsWith(21, 3);
			assertThat(alert[5]).as("fatal").isEqualTo((byte) 2);
			try {
				assertThat(in.read()).isEqualTo(-1);
			}
			catch (SocketException ex) {
				// Reset is an end, too.
			}
			return alert[6];
		}
	}

}
