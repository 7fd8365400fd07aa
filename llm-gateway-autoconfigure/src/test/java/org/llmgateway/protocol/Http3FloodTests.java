package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are well made and misused: each is closed with a fitting code, and
 * another one is served.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class Http3FloodTests {

	private static final int CONTROL = 0x00;

	private static final int ENCODER = 0x02;

	/** SETTINGS, empty. */
	private static final int[] SETTINGS = { CONTROL, 0x04, 0x00 };

	private TestServer server;

	@BeforeEach
	void start() {
		this.server = TestServer.start(TestServer.tls("h1,h3", "llm.gateway.http3.max-control=8KB"));
	}

	@AfterEach
	void stop() {
		try {
			assertThat(TestClient.H3.get(this.server, "/hello").body()).isEqualTo("hello");
		}
		finally {
			this.server.close();
			TestServer.assertNoLeaks();
		}
	}

	@Test
	void whenThousandRequestsAreCancelledAtOnceThenConnectionIsClosedAndNoneGoesOn() throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(this.server.udpPort())) {
			int sent = 0;
			long begin = System.nanoTime();
			while (sent < 1000 && System.nanoTime() - begin < Duration.ofSeconds(10).toNanos()
					&& client.connectionEvents.isEmpty() && client.connection().isActive()) {
				RawStream request = tryBegin(client);
				if (request != null) {
					cancel(request);
					sent++;
				}
			}
			assertClosed(client, Http3ErrorCode.H3_EXCESSIVE_LOAD);
			await(() -> this.server.context.getBean(QuicConnections.class).open() == 0);
			assertThat(report("resets")).isBetween(201L, 400L);
			assertThat(report("floods")).isEqualTo(1);
			assertThat(this.server.application.handled.get()).isLessThanOrEqualTo(400);
			await(() -> this.server.application.running.get() == 0);
		}
	}

	@Test
	void whenFewRequestsAreCancelledThenConnectionGoesOn() throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(this.server.udpPort())) {
			for (int i = 0; i < 50; i++) {
				cancel(client.begin(never()));
			}
			assertThat(client.get("/hello").awaitData()).isEqualTo("hello");
		}
	}

	@Test
	void whenStreamsExceedTheLimitThenClientIsHeldToIt() throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(this.server.udpPort())) {
			for (int i = 0; i < 100; i++) {
				client.get("/never");
			}
			assertThat(client.connection().peerAllowedStreams(QuicStreamType.BIDIRECTIONAL)).isZero();
			assertThat(tryBegin(client)).isNull();
			await(() -> this.server.application.running.get() == 100);
		}
		await(() -> this.server.application.running.get() == 0);
	}

	@Test
	void whenSettingsComeTwiceThenClosed() throws Exception {
		assertRawClosed(Http3ErrorCode.H3_FRAME_UNEXPECTED, CONTROL, 0x04, 0x00, 0x04, 0x00);
	}

	@Test
	void whenControlStreamDoesNotBeginWithSettingsThenClosed() throws Exception {
		assertRawClosed(Http3ErrorCode.H3_MISSING_SETTINGS, CONTROL, 0x0d, 0x01, 0x00);
	}

	@Test
	void whenSettingsAreCutShortThenClosed(CapturedOutput output) throws Exception {
		assertRawClosed(Http3ErrorCode.H3_FRAME_ERROR, CONTROL, 0x04, 0x01, 0xff);
		assertThat(output).doesNotContain("exceptionCaught");
	}

	@ParameterizedTest
	@CsvSource({ "a frame that nobody knows, 0x21 0x00", "another one, 0x40 0x75 0x00",
			"PRIORITY_UPDATE, 0x80 0x0f 0x07 0x00 0x02 0x00 0x75" })
	void whenControlStreamIsFloodedThenClosed(String name, String frame) throws Exception {
		int[] bytes = parse(frame);
		try (RawHttp3Client client = new RawHttp3Client().connectRaw(this.server.udpPort())) {
			QuicStreamChannel control = client.raw(QuicStreamType.UNIDIRECTIONAL, SETTINGS);
			flood(client, control, bytes);
			assertClosed(client, Http3ErrorCode.H3_EXCESSIVE_LOAD);
		}
	}

	@Test
	void whenMaxPushIdFloodsThenClosed() throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connectRaw(this.server.udpPort())) {
			QuicStreamChannel control = client.raw(QuicStreamType.UNIDIRECTIONAL, SETTINGS);
			flood(client, control, 0x0d, 0x01, 0x05);
			assertClosed(client, Http3ErrorCode.H3_EXCESSIVE_LOAD);
		}
	}

	@Test
	void whenEmptyDataFramesFloodThenClosed() throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(this.server.udpPort())) {
			QuicStreamChannel request = client.raw(QuicStreamType.BIDIRECTIONAL, head("/collect", "POST"));
			flood(client, request, 0x00, 0x00);
			assertClosed(client, Http3ErrorCode.H3_EXCESSIVE_LOAD);
		}
	}

	@ParameterizedTest
	@CsvSource({ "a table of 4096 bytes, 0x3f 0xe1 0x1f", "an entry by a static name, 0xc1 0x02 0x61 0x62",
			"an entry, 0x41 0x61 0x01 0x62", "an endless entry, 0x41 0x61 0x7f 0xff 0xff 0xff 0x07",
			"a duplicate, 0x00" })
	void whenClientFillsTheDynamicTableThenClosed(String name, String instruction, CapturedOutput output)
			throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(this.server.udpPort())) {
			QuicStreamChannel encoder = client.raw(QuicStreamType.UNIDIRECTIONAL, ENCODER);
			encoder.writeAndFlush(RawHttp3Client.bytes(parse(instruction)));
			assertClosed(client, Http3ErrorCode.QPACK_ENCODER_STREAM_ERROR);
		}
		assertThat(output).doesNotContain("exceptionCaught");
	}

	@Test
	void whenRequestRefersToTheDynamicTableThenClosedAndNotBlocked() throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connect(this.server.udpPort())) {
			// Needs two entries of the table: would wait for them, were there one.
			client.raw(QuicStreamType.BIDIRECTIONAL, 0x01, 0x03, 0x03, 0x00, 0x80);
			assertClosed(client, Http3ErrorCode.QPACK_DECOMPRESSION_FAILED);
			assertThat(this.server.application.handled).hasValue(0);
		}
	}

	private void assertRawClosed(Http3ErrorCode code, int... control) throws Exception {
		try (RawHttp3Client client = new RawHttp3Client().connectRaw(this.server.udpPort())) {
			client.raw(QuicStreamType.UNIDIRECTIONAL, control);
			assertClosed(client, code);
		}
	}

	/**
	 * The same bytes again and again, as fast as they are taken, and twice as many as are
	 * allowed.
	 */
	private static void flood(RawHttp3Client client, QuicStreamChannel stream, int... bytes) {
		int[] block = new int[256 / bytes.length * bytes.length];
		for (int i = 0; i < block.length; i++) {
			block[i] = bytes[i % bytes.length];
		}
		for (int i = 0; i < 64 && client.connectionEvents.isEmpty() && stream.isActive(); i++) {
			await(() -> stream.isWritable() || !client.connectionEvents.isEmpty() || !stream.isActive());
			stream.writeAndFlush(RawHttp3Client.bytes(block));
		}
	}

	private static void assertClosed(RawHttp3Client client, Http3ErrorCode code) throws InterruptedException {
		QuicConnectionCloseEvent close = client.awaitConnectionEvent(QuicConnectionCloseEvent.class);
		assertThat(close.isApplicationClose()).isTrue();
		assertThat(Integer.toHexString(close.error())).isEqualTo(Integer.toHexString(code.code()));
	}

	/** As a client does that has lost its interest: neither writes nor reads. */
	private static void cancel(RawStream request) {
		request.stream.shutdownOutput(Http3ErrorCode.H3_REQUEST_CANCELLED.code());
		request.stopSending();
	}

	private static Http3Headers never() {
		return new DefaultHttp3Headers().method("GET").scheme("https").authority("localhost").path("/never");
	}

	private static RawStream tryBegin(RawHttp3Client client) {
		if (client.connection().peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) == 0) {
			return null;
		}
		try {
			return client.begin(never());
		}
		catch (Exception ex) {
			// No room for a stream just now, or the connection is closed.
			return null;
		}
	}

	private static int[] head(String path, String method) {
		int[] frame = new int[4 + 1 + 1 + 2 + 9 + 2 + path.length()];
		int at = 0;
		for (int value : new int[] { 0x01, frame.length - 2, 0, 0, method.equals("POST") ? 0xd4 : 0xd1, 0xd7, 0x50,
				9 }) {
			frame[at++] = value;
		}
		for (char c : "localhost".toCharArray()) {
			frame[at++] = c;
		}
		frame[at++] = 0x51;
		frame[at++] = path.length();
		for (char c : path.toCharArray()) {
			frame[at++] = c;
		}
		return frame;
	}

	private static int[] parse(String bytes) {
		String[] parts = bytes.trim().split(" ");
		int[] values = new int[parts.length];
		for (int i = 0; i < parts.length; i++) {
			values[i] = Integer.decode(parts[i]);
		}
		return values;
	}

	private long report(String name) {
		return (long) this.server.context.getBean(QuicConnections.class).report().get(name);
	}

	private static void await(java.util.concurrent.Callable<Boolean> condition) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(10))
			.until(condition);
	}

}
