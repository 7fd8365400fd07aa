package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.llmgateway.llm.BodyEdit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link JsonEdit}.
 */
class JsonEditTests {

	private static final JsonPeek MODEL = JsonPeek.watching("model");

	@AfterEach
	void noBufferIsLeft() {
		LeakPresenceDetector.check();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "gpt", "a\"b\\c", "line\nfeed\u0000\u001f", "é中😀", "\ud800 lone \udc00", "\u2028" })
	void whenValueIsReplacedThenReaderSeesTheNewOne(String model) {
		for (int padding : new int[] { 0, JsonEdit.COPIED_BYTES }) {
			String rest = ",\"x\":\"" + "y".repeat(padding) + "\"}";
			ByteBuf body = Unpooled.copiedBuffer("##{ \"model\" : \"old\"" + rest, StandardCharsets.UTF_8).skipBytes(2);
			JsonOutline outline = MODEL.scan(body);
			ByteBuf edited = JsonEdit.replaceString(body, outline.start(0), outline.end(0), model,
					UnpooledByteBufAllocator.DEFAULT);
			JsonOutline seen = MODEL.scan(edited);
			assertThat(seen.error()).isNull();
			assertThat(seen.string(edited, 0)).isEqualTo(model);
			assertThat(edited.toString(StandardCharsets.UTF_8)).startsWith("{ \"model\" : \"").endsWith(rest);
			edited.release();
			assertThat(body.refCnt()).isZero();
		}
	}

	@Test
	void whenThereAreTwoEditsThenBothAreMadeInAnyOrder() {
		BodyEdit early = new BodyEdit(1, 3, "{\"é\":1}");
		BodyEdit late = new BodyEdit(5, 5, "late");
		for (int padding : new int[] { 0, JsonEdit.COPIED_BYTES }) {
			String rest = "y".repeat(padding);
			for (boolean swapped : new boolean[] { false, true }) {
				ByteBuf body = Unpooled.copiedBuffer("##abcdefg" + rest, StandardCharsets.UTF_8).skipBytes(2);
				ByteBuf edited = JsonEdit.apply(body, swapped ? late : early, swapped ? early : late,
						UnpooledByteBufAllocator.DEFAULT);
				assertThat(edited.toString(StandardCharsets.UTF_8)).isEqualTo("a{\"é\":1}delatefg" + rest);
				edited.release();
				assertThat(body.refCnt()).isZero();
			}
		}
		ByteBuf body = Unpooled.copiedBuffer("abcdefg", StandardCharsets.UTF_8);
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> JsonEdit.apply(body, early, new BodyEdit(2, 4, ""), UnpooledByteBufAllocator.DEFAULT));
		assertThat(body.refCnt()).isZero();
	}

	@Test
	void whenBodyIsLargeThenIsNotCopied() {
		ByteBuf body = Unpooled.buffer(JsonEdit.COPIED_BYTES).writerIndex(JsonEdit.COPIED_BYTES);
		ByteBuf edited = JsonEdit.replaceString(body, 10, 20, "x", UnpooledByteBufAllocator.DEFAULT);
		assertThat(edited).isInstanceOf(CompositeByteBuf.class);
		assertThat(edited.readableBytes()).isEqualTo(JsonEdit.COPIED_BYTES - 10 + 3);
		edited.release();
	}

	@Test
	void whenValueIsAtTheEdgesThenReplacesIt() {
		ByteBuf edited = JsonEdit.replaceString(Unpooled.copiedBuffer("12", StandardCharsets.US_ASCII), 0, 2, "x",
				UnpooledByteBufAllocator.DEFAULT);
		assertThat(edited.toString(StandardCharsets.US_ASCII)).isEqualTo("\"x\"");
		edited.release();
	}

	@Test
	void whenOffsetsAreOutsideThenThrowsAndReleases() {
		for (int[] range : new int[][] { { -1, 1 }, { 2, 1 }, { 0, 11 } }) {
			ByteBuf body = Unpooled.buffer(20).writerIndex(10);
			assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(
					() -> JsonEdit.replaceString(body, range[0], range[1], "x", UnpooledByteBufAllocator.DEFAULT));
			assertThat(body.refCnt()).isZero();
		}
	}

}
