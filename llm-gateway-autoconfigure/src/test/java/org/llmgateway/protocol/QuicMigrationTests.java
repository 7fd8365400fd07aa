package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client whose address changes, as when a NAT forgets its port or a phone leaves the
 * Wi-Fi, keeps its connection (RFC 9000, section 9).
 */
class QuicMigrationTests {

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenClientsAddressChangesDuringAStreamThenStreamGoesOn() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3"));
				DatagramRelay relay = new DatagramRelay(server.udpPort());
				RawHttp3Client client = new RawHttp3Client().connect(relay.port())) {
			RawStream stream = beginStream(server, client);
			moveAndSay(server, relay, client, "second");
			assertThat(stream.awaitData()).contains("second");
			assertThat(relay.received()).isPositive();
			server.application.live.tryEmitComplete();
			stream.awaitEnd();
			assertThat(server.context.getBean(Http3Server.class).connections()).isEqualTo(1);
		}
	}

	@Test
	void whenClientsAddressChangesDuringAnUploadThenUploadGoesOn() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3"));
				DatagramRelay relay = new DatagramRelay(server.udpPort());
				RawHttp3Client client = new RawHttp3Client().connect(relay.port())) {
			RawStream stream = client
				.begin(new DefaultHttp3Headers().method("POST").scheme("https").authority("localhost").path("/echo"));
			exchange(stream, 50_000);
			relay.move();
			exchange(stream, 200_000);
			assertThat(relay.received()).isPositive();
			stream.stream.shutdownOutput();
			stream.awaitEnd();
		}
	}

	/**
	 * What this stack cannot do: QUIC's library has room for two addresses of a client,
	 * and never gives up the first one while the client keeps its connection id. The
	 * documentation says so, and may be corrected should this fail one day.
	 */
	@Test
	void whenClientsAddressChangesAgainThenClientIsNotHeardAndConnectionEnds() throws Exception {
		try (TestServer server = TestServer.start(TestServer.tls("h1,h3", "llm.gateway.http3.idle-timeout=2s"));
				DatagramRelay relay = new DatagramRelay(server.udpPort());
				RawHttp3Client client = new RawHttp3Client().connect(relay.port())) {
			RawStream stream = beginStream(server, client);
			moveAndSay(server, relay, client, "second");
			assertThat(stream.awaitData()).contains("second");
			assertThat(server.application.handled).hasValue(2);
			relay.move();
			int sent = client.sent.get();
			client.get("/hello");
			// The request itself, and again at each probe time-out.
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> client.sent.get() > sent + 6);
			assertThat(server.application.handled).hasValue(2);
			server.application.awaitCancelled("live");
		}
	}

	private static RawStream beginStream(TestServer server, RawHttp3Client client) throws Exception {
		RawStream stream = client.get("/live");
		server.application.awaitLive();
		server.application.live.tryEmitNext("first");
		assertThat(stream.awaitData()).contains("first");
		return stream;
	}

	/**
	 * The server learns of the new address by the request that comes from it.
	 */
	private static void moveAndSay(TestServer server, DatagramRelay relay, RawHttp3Client client, String event)
			throws Exception {
		int port = relay.outsidePort();
		relay.move();
		assertThat(relay.outsidePort()).isNotEqualTo(port);
		assertThat(client.get("/hello").awaitData()).isEqualTo("hello");
		server.application.live.tryEmitNext(event);
	}

	private static void exchange(RawStream stream, int bytes) throws Exception {
		stream.stream.writeAndFlush(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(new byte[bytes])));
		int received = 0;
		while (received < bytes) {
			received += stream.awaitData().length();
		}
		assertThat(received).isEqualTo(bytes);
	}

}
