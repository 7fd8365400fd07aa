package org.llmgateway.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamResetException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each defect of HTTP/3 on this stack, with its guard and, where it must show, without.
 */
class Http3GuardTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenAnswerBreaksOffThenStreamIsReset() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(true);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream stream = breakOff(server, client);
			assertThat(stream.awaitReset()).isInstanceOf(QuicStreamResetException.class)
				.extracting("applicationProtocolCode")
				.isEqualTo((long) Http3ErrorCode.H3_INTERNAL_ERROR.code());
		}
	}

	@Test
	void whenAnswerBreaksOffWithoutGuardThenItLooksComplete() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(false);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			breakOff(server, client).awaitEnd();
		}
	}

	@Test
	void whenPacketAfterTheLastBytesIsLostThenStreamEnds() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			loseTheEnd(server, client).awaitEnd();
		}
	}

	@Test
	void whenPacketAfterTheLastBytesIsLostWithoutGuardThenStreamNeverEnds() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(false);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream stream = loseTheEnd(server, client);
			for (int i = 0; i < 20; i++) {
				roundTrip(client);
			}
			assertThat(stream.awaitData()).isEmpty();
			assertThat(stream.events).isEmpty();
		}
	}

	@Test
	void whenAnswersWaitForTheCongestionWindowThenAllEnd() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			List<RawStream> streams = new ArrayList<>();
			for (int i = 0; i < 32; i++) {
				streams.add(client.get("/page"));
			}
			for (RawStream stream : streams) {
				stream.awaitEnd();
			}
		}
	}

	@Test
	void whenClientStopsReadingAStreamThenNextEventCancels() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			stopLiveStream(server, client);
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
				server.application.live.tryEmitNext("more");
				return server.application.isCancelled("live");
			});
		}
	}

	@Test
	void whenClientStopsReadingASilentStreamThenProbeCancels() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(true);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream stream = client.get("/stall");
			stream.awaitData();
			stream.stopSending();
			server.application.awaitCancelled("stall");
		}
	}

	@Test
	void whenClientStopsReadingBeforeHeadersThenProbeCancels() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(true);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream stream = client.get("/never");
			server.application.awaitBegun("never");
			stream.stopSending();
			server.application.awaitCancelled("never");
		}
	}

	@Test
	void whenClientStopsReadingWithoutGuardThenSilenceGoesOn() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(false);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream stream = client.get("/stall");
			stream.awaitData();
			stream.stopSending();
			for (int i = 0; i < 20; i++) {
				roundTrip(client);
			}
			assertThat(server.application.isCancelled("stall")).isFalse();
		}
	}

	@Test
	void whenClientStopsReadingAFloodThenWriteCancels() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream stream = client.get("/flood");
			stream.awaitData();
			stream.stopSending();
			server.application.awaitCancelled("flood");
		}
	}

	@Test
	void whenClientVanishesThenRequestIsCancelled() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, Duration.ofSeconds(1), Duration.ofMillis(200), MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			client.get("/stall").awaitData();
			client.vanish();
			server.application.awaitCancelled("stall");
		}
	}

	@Test
	void whenStreamIsSilentThenProbesKeepALiveConnectionOpen() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, Duration.ofSeconds(1), Duration.ofMillis(200), MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream stream = client.get("/stall");
			stream.awaitData();
			int before = client.received.get();
			long begin = System.nanoTime();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> System.nanoTime() - begin > Duration.ofSeconds(2).toNanos());
			assertThat(client.received.get() - before).isGreaterThan(3);
			assertThat(client.connection().isActive()).isTrue();
			assertThat(server.application.isCancelled("stall")).isFalse();
		}
	}

	@Test
	void whenDrainedThenGoAwayAndStreamsEndAndConnectionCloses() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			RawStream running = client.get("/live");
			server.application.awaitLive();
			CompletableFuture<Void> drained = server.drain.drain(MINUTE);
			assertThat(client.awaitConnectionEvent(Http3GoAwayFrame.class).id()).isEqualTo(4);
			assertThat(drained).isNotDone();
			Sinks.Many<String> live = server.application.live;
			assertThat(live.tryEmitNext("last")).isEqualTo(Sinks.EmitResult.OK);
			assertThat(running.awaitData()).contains("last");
			live.tryEmitComplete();
			running.awaitEnd();
			QuicConnectionCloseEvent close = client.awaitConnectionEvent(QuicConnectionCloseEvent.class);
			assertThat(close.isApplicationClose()).isTrue();
			assertThat(close.error()).isEqualTo(Http3ErrorCode.H3_NO_ERROR.code());
			assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void whenDrainLimitPassesThenConnectionClosesWithRunningStreams() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			client.get("/stall").awaitData();
			CompletableFuture<Void> drained = server.drain.drain(Duration.ofMillis(100));
			assertThat(client.awaitConnectionEvent(QuicConnectionCloseEvent.class).error())
				.isEqualTo(Http3ErrorCode.H3_NO_ERROR.code());
			assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
			server.application.awaitCancelled("stall");
		}
	}

	@Test
	void whenDisposedWithoutGuardThenClientIsNotTold() throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(false);
				RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
			client.get("/stall").awaitData();
			server.dispose();
			assertThat(client.connection().isActive()).isTrue();
			assertThat(client.connectionEvents).isEmpty();
		}
	}

	@Test
	void whenConnectionIsOpenedWhileDrainingThenItIsRefused() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client()) {
			server.drain.drain(MINUTE);
			client.handshake(server.port());
			client.awaitConnectionEvent(QuicConnectionCloseEvent.class);
			assertThat(server.application.handled).hasValue(0);
		}
	}

	@Test
	void whenHandshakeDoesNotEndThenConnectionIsDropped() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, Duration.ofMillis(500));
				RawHttp3Client client = new RawHttp3Client().deaf()) {
			client.handshake(server.port());
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> server.drain.size() == 1);
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> server.drain.size() == 0);
		}
	}

	@Test
	void whenHandshakeDoesNotEndWithoutTimeoutThenConnectionStays() throws Exception {
		try (BareHttp3Server server = new BareHttp3Server(true, MINUTE, MINUTE, MINUTE);
				RawHttp3Client client = new RawHttp3Client().deaf()) {
			client.handshake(server.port());
			// The retransmissions come a second apart and more.
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> client.sent.get() >= 3);
			assertThat(server.drain.size()).isEqualTo(1);
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenHeadersAreLargerThanTheLimitThenRefusedAndOthersServed(CapturedOutput output) throws Exception {
		try (BareHttp3Server server = BareHttp3Server.start(true)) {
			try (RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
				client.request(headers().set("x-large", "a".repeat(64 * 1024))).awaitReset();
			}
			catch (AssertionError ended) {
				// The connection may be closed instead of the stream.
				assertThat(server.application.handled).hasValue(0);
			}
			assertThat(server.application.handled).hasValue(0);
			try (RawHttp3Client client = new RawHttp3Client().connect(server.port())) {
				roundTrip(client);
			}
		}
		assertThat(output).doesNotContain("Http3Exception");
	}

	private static RawStream breakOff(BareHttp3Server server, RawHttp3Client client) throws Exception {
		RawStream stream = client.get("/live");
		server.application.awaitLive();
		server.application.live.tryEmitNext("one");
		assertThat(stream.awaitData()).contains("one");
		server.application.live.tryEmitError(new TestApplication.BrokenOff());
		return stream;
	}

	/**
	 * The answer ends, and of its end only the first packet arrives.
	 */
	private static RawStream loseTheEnd(BareHttp3Server server, RawHttp3Client client) throws Exception {
		RawStream stream = client.get("/live");
		server.application.awaitLive();
		server.application.live.tryEmitNext("one");
		assertThat(stream.awaitData()).contains("one");
		client.hold();
		server.application.live.tryEmitComplete();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !client.held.isEmpty());
		client.deaf();
		int sent = client.sent.get();
		client.deliverFirstHeld();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> client.sent.get() > sent);
		client.hear();
		return stream;
	}

	private static Http3Headers headers() {
		return new DefaultHttp3Headers().method("GET").scheme("https").authority("localhost").path("/hello");
	}

	private static void stopLiveStream(BareHttp3Server server, RawHttp3Client client) throws Exception {
		RawStream stream = client.get("/live");
		server.application.awaitLive();
		server.application.live.tryEmitNext("first");
		stream.awaitData();
		stream.stopSending();
		roundTrip(client);
	}

	private static void roundTrip(RawHttp3Client client) throws Exception {
		RawStream hello = client.get("/hello");
		assertThat(hello.awaitData()).isEqualTo("hello");
		hello.awaitEnd();
	}

}
