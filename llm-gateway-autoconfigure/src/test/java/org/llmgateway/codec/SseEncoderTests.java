package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link SseEncoder}: what is written cannot break out of its event.
 */
class SseEncoderTests {

	@AfterEach
	void noBufferIsLeft() {
		LeakPresenceDetector.check();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", " a", "a\nb", "a\r\nb", "a\rb", "a\n", "\n", "\r", "\r\n\r\n", "data: [DONE]\n\n",
			"x\n\nevent: y\ndata: z\n\n", "\u2028", "é中😀", ": c" })
	void whenDataIsWrittenThenReaderSeesOneEvent(String data) {
		String expected = data.replace("\r\n", "\n").replace('\r', '\n');
		ByteBuf utf8 = JsonDocuments.split(data.getBytes(StandardCharsets.UTF_8), Math.min(1, data.length()));
		ByteBuf out = Unpooled.buffer();
		SseEncoder.event(out, "name", data);
		SseEncoder.event(out, null, utf8);
		SseEncoder.comment(out, data);
		List<String> seen = new ArrayList<>();
		SseParser parser = new SseParser();
		parser.feed(out, (event) -> seen.add(event.name() + "|" + event.dataText()));
		assertThat(seen).containsExactly("name|" + expected, "|" + expected);
		assertThat(parser.atEventBoundary()).isTrue();
		assertThat(utf8.readerIndex()).isZero();
		utf8.release();
		out.release();
	}

	@Test
	void whenEventHasLinesThenEachIsAField() {
		ByteBuf out = Unpooled.buffer();
		SseEncoder.event(out, "error", "a\rb\r\nc");
		SseEncoder.comment(out, "x\ny");
		assertThat(out.toString(StandardCharsets.UTF_8))
			.isEqualTo("event: error\ndata: a\ndata: b\ndata: c\n\n: x\n: y\n\n");
		out.release();
	}

	@Test
	void whenNameHasLineEndThenRefuses() {
		ByteBuf out = Unpooled.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.event(out, "a\nb", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.event(out, "a\rb", ""));
		assertThat(out.readableBytes()).isZero();
		out.release();
	}

}
