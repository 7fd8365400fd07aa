package org.llmgateway.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.sun.management.ThreadMXBean;
import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.llm.TokenUsage.Accuracy;
import org.llmgateway.suite.Answer;
import org.llmgateway.suite.Call;
import org.llmgateway.suite.ClientProtocol;
import org.llmgateway.suite.Door;
import org.llmgateway.suite.GatewayFixture;
import org.llmgateway.suite.GatewaySpec;
import org.llmgateway.suite.RunningCall;
import org.llmgateway.suite.RunningGateway;
import org.llmgateway.suite.UpstreamLeg;
import org.llmgateway.test.MockResponse;
import org.llmgateway.usage.UsageListener;
import org.llmgateway.usage.UsageRecord;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 21: a megabyte that would become a gigabyte. Nobody in the gateway takes a coding
 * off: a compressed request is refused before its body, and a provider's compressed
 * answer passes as it is.
 */
class BombTests {

	private static final int MEGABYTE = 1 << 20;

	/** Far less than the gigabyte, and more than the bodies and what tests need. */
	private static final long BOUND = 200L * MEGABYTE;

	private static final List<String> CODINGS = List.of("gzip", "deflate", "br", "zstd", "gzip, gzip", "x-unknown");

	/** Zeros, 16 MB to a member: 1 GB in 1 MB. */
	private static final byte[] GZIP = gzipBomb();

	private static final byte[] NESTED = compressed(GZIP, 1, "gzip");

	private static final byte[] DEFLATE = compressed(new byte[16 * MEGABYTE], 16, "deflate");

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	private static byte[] gzipBomb() {
		byte[] member = compressed(new byte[16 * MEGABYTE], 1, "gzip");
		ByteArrayOutputStream bomb = new ByteArrayOutputStream();
		for (int i = 0; i < 64; i++) {
			bomb.writeBytes(member);
		}
		return bomb.toByteArray();
	}

	private static byte[] compressed(byte[] bytes, int times, String coding) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		try (OutputStream out = coding.equals("gzip") ? new GZIPOutputStream(all) : new DeflaterOutputStream(all)) {
			for (int i = 0; i < times; i++) {
				out.write(bytes);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return all.toByteArray();
	}

	/** Of codings that the JDK does not have, what their frames begin with. */
	private static byte[] bomb(String coding) {
		return switch (coding) {
			case "gzip" -> GZIP;
			case "gzip, gzip" -> NESTED;
			case "deflate" -> DEFLATE;
			case "zstd" -> frame(0x28, 0xb5, 0x2f, 0xfd);
			default -> frame(0xcf, 0xff, 0xff, 0x7f);
		};
	}

	private static byte[] frame(int... magic) {
		byte[] frame = new byte[MEGABYTE];
		Arrays.fill(frame, (byte) 0xaa);
		for (int i = 0; i < magic.length; i++) {
			frame[i] = (byte) magic[i];
		}
		return frame;
	}

	static Stream<Arguments> requests() {
		return Stream.of(Door.values())
			.flatMap((door) -> Stream.of(ClientProtocol.H1, ClientProtocol.H2C, ClientProtocol.H2, ClientProtocol.H3)
				.map((client) -> Arguments.of(door, client)));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void whenARequestIsCompressedThen415AndNothingReachesTheProvider(Door door, ClientProtocol client) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(door).serving(client));
		for (String path : List.of("/v1/chat/completions", "/v1/messages", "/v1/responses")) {
			for (String coding : List.of("gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip", "x-unknown",
					"x".repeat(1000))) {
				Call call = Call.of("POST", path)
					.header("content-type", "application/json")
					.header("content-encoding", coding)
					.body(GZIP);
				Answer answer = gateway.client(client).send(call);
				assertThat(answer.status()).as(coding).isEqualTo(415);
				assertThat(answer.header("accept-encoding")).isEqualTo("identity");
				assertThat(answer.text()).contains("identity")
					.contains(coding.substring(0, Math.min(64, coding.length())))
					.doesNotContain("x".repeat(65))
					.startsWith(path.equals("/v1/messages") ? "{\"type\":\"error\"" : "{\"error\":{");
			}
		}
		assertThat(gateway.nextRequest()).isNull();
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource
	void whenACodingIsNamedBesideIdentityThen415(Door door) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(door));
		Call chat = Call.chat("gpt-4", false).header("content-encoding", "identity");
		assertThat(gateway.client(ClientProtocol.H1).send(chat).status()).isEqualTo(200);
		assertThat(gateway.awaitRequest().header("content-encoding")).isNull();
		assertThat(gateway.client(ClientProtocol.H1).send(chat.header("content-encoding", "gzip")).status())
			.isEqualTo(415);
		assertThat(gateway.nextRequest()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whenARequestIsCompressedThenItsBodyIsNotWaitedFor(Door door) throws IOException {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(door));
		for (String length : List.of("Content-Length: 1048576", "Transfer-Encoding: chunked")) {
			try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
				socket.setSoTimeout((int) RunningCall.LIMIT.toMillis());
				socket.getOutputStream()
					.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
							+ "Content-Encoding: gzip\r\n" + length + "\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
				byte[] status = socket.getInputStream().readNBytes(12);
				assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 415");
			}
		}
		assertThat(gateway.nextRequest()).isNull();
	}

	static Stream<Arguments> answers() {
		return Stream.concat(
				Stream.of(UpstreamLeg.H1, UpstreamLeg.H2C, UpstreamLeg.H3).map((leg) -> Arguments.of(Door.DIRECT, leg)),
				Stream.of(Arguments.of(Door.GATEWAY, UpstreamLeg.H1)));
	}

	@ParameterizedTest
	@MethodSource("answers")
	void whenAProviderCompressesUnaskedThenItsBytesPassAndMemoryStaysFlat(Door door, UpstreamLeg leg) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(door).upstream(leg).with(Listening.class));
		// A connection over QUIC has been opened by a request of its own.
		gateway.context().getBean(Listening.class).records.clear();
		for (String coding : CODINGS) {
			byte[] bomb = bomb(coding);
			for (boolean stream : new boolean[] { true, false }) {
				gateway.mock().respond(encoded(stream, coding, bomb, stream || bomb.length % 2 == 0));
				Memory before = Memory.now();
				Answer answer = gateway.client(ClientProtocol.H1).send(Call.chat("gpt-4", stream));
				before.assertFlat();
				assertThat(answer.status()).as(coding).isEqualTo(200);
				assertThat(answer.header("content-encoding")).isEqualTo(coding);
				assertThat(Arrays.equals(answer.body(), bomb)).as("the bytes of " + coding).isTrue();
				assertThat(gateway.awaitRequest().header("accept-encoding")).isEqualTo("identity");
				assertEstimated(usage(gateway), bomb.length);
			}
		}
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	/** The coding is the connection's, so the caller would not know of it. */
	@ParameterizedTest
	@ValueSource(strings = { "gzip, chunked", "gzip\r\ntransfer-encoding: chunked", "gzip" })
	void whenAProviderCompressesOnTheWayThen502(String coding) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(Door.DIRECT));
		gateway.mock()
			.respond(MockResponse.status(200)
				.framing(MockResponse.Framing.RAW)
				.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: " + coding
						+ "\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
				.build());
		for (Call call : List.of(Call.chat("gpt-4", false), Call.message("claude-4", true))) {
			Answer answer = gateway.client(ClientProtocol.H1).send(call);
			assertThat(answer.status()).isEqualTo(502);
			assertThat(answer.text()).contains("used a transfer coding other than chunked");
		}
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenACompressedAnswerIsSmallThenItsBytesPass(boolean stream) {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(Door.DIRECT).with(Listening.class));
		byte[] small = compressed("data: {\"choices\":[]}\n\ndata: [DONE]\n\n".getBytes(StandardCharsets.UTF_8), 1,
				"gzip");
		gateway.mock().respond(encoded(stream, "GZIP", small, false));
		Answer answer = gateway.client(ClientProtocol.H1).send(Call.chat("gpt-4", stream));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo(small);
		gateway.awaitRequest();
		assertEstimated(usage(gateway), small.length);
	}

	/** Neither a sign of life nor an error event is put between compressed bytes. */
	@Test
	void whenACompressedStreamIsSilentOrBreaksThenNothingIsPutIntoIt() {
		RunningGateway gateway = gateways
			.gateway(GatewaySpec.of(Door.DIRECT).with("llm.gateway.stream.heartbeat", "20ms"));
		byte[] first = { 0x1f, (byte) 0x8b, '\n', '\n', '\n', '\n' };
		MockResponse.Builder response = MockResponse.status(200)
			.header("content-type", "text/event-stream")
			.header("content-encoding", "gzip")
			.chunked()
			.write(first)
			.write(Duration.ofMillis(200), first);
		gateway.mock().respond(response.build());
		assertThat(gateway.client(ClientProtocol.H1).send(Call.chat("gpt-4", true)).body())
			.isEqualTo(response.build().body());
		gateway.mock().respond(response.finish(MockResponse.Finish.CUT).build());
		RunningCall broken = gateway.client(ClientProtocol.H1).open(Call.chat("gpt-4", true));
		assertThat(broken.awaitEnd()).isEqualTo(RunningCall.Ending.BROKEN);
		assertThat(broken.text()).doesNotContain("error", "ping");
	}

	private static MockResponse encoded(boolean stream, String coding, byte[] body, boolean chunked) {
		MockResponse.Builder response = MockResponse.status(200)
			.header("content-type", stream ? "text/event-stream" : "application/json")
			.header("content-encoding", coding)
			.write(body);
		return (chunked ? response.chunked() : response).build();
	}

	private static UsageRecord usage(RunningGateway gateway) {
		try {
			UsageRecord usage = gateway.context().getBean(Listening.class).records.poll(10, TimeUnit.SECONDS);
			assertThat(usage).as("usage").isNotNull();
			return usage;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** By the bytes on the wire: of what they would become nobody knows. */
	private static void assertEstimated(UsageRecord usage, int bytes) {
		assertThat(usage.tokens().accuracy()).isEqualTo(Accuracy.ESTIMATED);
		assertThat(usage.tokens().output()).isBetween(0L, (long) bytes);
	}

	/**
	 * What was allocated on the heap so far, and what is held beside it.
	 *
	 * @param allocated bytes allocated by all threads
	 * @param direct bytes of direct memory
	 */
	private record Memory(long allocated, long direct) {

		static Memory now() {
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			long all = 0;
			for (long allocated : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
				all += Math.max(0, allocated);
			}
			return new Memory(all, PlatformDependent.usedDirectMemory());
		}

		void assertFlat() {
			Memory now = now();
			assertThat(now.allocated - this.allocated).as("allocated on the heap").isLessThan(BOUND);
			assertThat(now.direct - this.direct).as("direct memory").isLessThan(BOUND);
		}

	}

	/** Keeps what is reported. */
	@Configuration(proxyBeanMethods = false)
	static class Listening {

		final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();

		@Bean
		UsageListener bombListener() {
			return this.records::add;
		}

	}

}
