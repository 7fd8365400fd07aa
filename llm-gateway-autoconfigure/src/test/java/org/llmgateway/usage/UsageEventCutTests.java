package org.llmgateway.usage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.EventStreamLook;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.llm.Dialect;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link UsageEventCut}: what remains is the stream without one event, to the
 * byte, however it is split.
 */
class UsageEventCutTests {

	private static final String CONTENT = "data: {\"choices\":[{\"delta\":{\"content\":\"[中]\"},\"finish_reason\":null}],\"usage\":null}\n\n";

	private static final String FINISH = ": c\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n";

	private static final String USAGE = "data: {\"choices\": [ ],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n";

	private static final String DONE = "data: [DONE]\n\n";

	@AfterEach
	void noBufferIsLeft() {
		LeakPresenceDetector.check();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n", "\r" })
	void whenUsageFollowsTheFinishThenOnlyItIsCut(String lineEnd) {
		check(lineEnd, CONTENT + CONTENT + FINISH, USAGE, DONE);
		check(lineEnd, CONTENT + FINISH + ": ping\n\n\n", ": with a comment\n" + USAGE, ": bye\n\n" + DONE);
		check(lineEnd, FINISH + CONTENT, "event: x\n" + USAGE.replace("usage", "usage\":\n\ndata: null,\"x"), "", true);
		check(lineEnd, FINISH, USAGE, "");
		check(lineEnd, FINISH, USAGE.stripTrailing(), "");
		check(lineEnd, FINISH, "", DONE.stripTrailing());
		check(lineEnd, CONTENT + FINISH, "", CONTENT + "data: unfinished");
		check(lineEnd, CONTENT + USAGE + CONTENT + FINISH, "", DONE);
		check(lineEnd, CONTENT + CONTENT, "", USAGE + DONE);
		check(lineEnd, CONTENT + FINISH.replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":1}"), "", DONE);
		check(lineEnd, CONTENT + FINISH, "", "data: {\"choices\":[],\"error\":{\"type\":\"x\"},\"usage\":{}}\n\n");
	}

	private static void check(String lineEnd, String before, String cut, String after) {
		check(lineEnd, before, cut, after, false);
	}

	private static void check(String lineEnd, String before, String cut, String after, boolean kept) {
		byte[] stream = bytes(before + cut + after, lineEnd);
		String expected = new String(bytes(before + (kept ? cut : "") + after, lineEnd), StandardCharsets.UTF_8);
		for (int first = 0; first <= stream.length; first++) {
			assertThat(pass(stream, first, stream.length)).as("cut at %d", first).isEqualTo(expected);
		}
		for (int first = 0; first + 7 <= stream.length; first += 3) {
			assertThat(pass(stream, first, first + 7)).as("cut at %d and 7 later", first).isEqualTo(expected);
		}
		assertThat(pass(stream, -1, -1)).as("byte by byte").isEqualTo(expected);
	}

	private static byte[] bytes(String text, String lineEnd) {
		return text.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void whenFinishWasNotSeenThenNothingIsHeldBack() {
		Pass pass = new Pass();
		for (byte b : (CONTENT + FINISH.substring(0, FINISH.length() - 1)).getBytes(StandardCharsets.UTF_8)) {
			assertThat(pass.next(new byte[] { b })).isNotNull();
		}
		assertThat(pass.next(bytes("\n", "\n"))).isNotNull().extracting(LlmChunk::atBoundary).isEqualTo(true);
		assertThat(pass.next(bytes("data: [DO", "\n"))).isNull();
		assertThat(pass.next(bytes("NE]\n\ndata:", "\n"))).isNotNull()
			.satisfies((chunk) -> assertThat(chunk.holds(LlmChunk.DONE)).isTrue());
		pass.cut.release();
	}

	@Test
	void whenEventIsLargerThanTheBoundThenIsNotHeldBackAnyMore() {
		Pass pass = new Pass();
		pass.next(bytes(FINISH, "\n"));
		String large = "data: " + "x".repeat(SseParser.DEFAULT_MAX_EVENT_BYTES);
		assertThat(pass.next(bytes(large.substring(0, 100), "\n"))).isNull();
		assertThat(pass.next(bytes(large.substring(100), "\n"))).isNotNull();
		assertThat(pass.next(bytes("y", "\n"))).isNotNull();
		assertThat(pass.text()).isEqualTo(FINISH + large + "y");
	}

	private static String pass(byte[] stream, int first, int second) {
		Pass pass = new Pass();
		if (first < 0) {
			for (byte b : stream) {
				pass.next(new byte[] { b });
			}
		}
		else {
			pass.next(java.util.Arrays.copyOf(stream, first));
			pass.next(java.util.Arrays.copyOfRange(stream, first, second));
			pass.next(java.util.Arrays.copyOfRange(stream, second, stream.length));
		}
		pass.add(pass.cut.end());
		return pass.text();
	}

	/** A stream on its way through. */
	private static final class Pass {

		private final EventStreamLook look = new EventStreamLook(Dialect.OPENAI, SseParser.DEFAULT_MAX_EVENT_BYTES);

		private final UsageEventCut cut = new UsageEventCut(SseParser.DEFAULT_MAX_EVENT_BYTES);

		private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

		private final List<ByteBuf> sources = new ArrayList<>();

		@Nullable LlmChunk next(byte[] bytes) {
			ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer()
				.writeZero(2)
				.writeBytes(bytes)
				.skipBytes(2);
			this.sources.add(buffer);
			return add(this.cut.pass(this.look.at(buffer)));
		}

		@Nullable LlmChunk add(@Nullable LlmChunk chunk) {
			if (chunk != null) {
				this.passed.writeBytes(ByteBufUtil.getBytes(chunk.data()));
				chunk.data().release();
			}
			return chunk;
		}

		String text() {
			assertThat(this.sources).allMatch((source) -> source.refCnt() == 0);
			return this.passed.toString(StandardCharsets.UTF_8);
		}

	}

}
