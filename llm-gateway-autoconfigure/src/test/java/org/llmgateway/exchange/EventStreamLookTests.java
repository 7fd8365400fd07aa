package org.llmgateway.exchange;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.llmgateway.llm.Dialect;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link EventStreamLook}.
 */
class EventStreamLookTests {

	private static final int BOUND = 100;

	private static final String LARGE = "data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(BOUND)
			+ "\"}}]}\n\n";

	private static final String SMALL = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";

	private final EventStreamLook look = new EventStreamLook(Dialect.OPENAI, BOUND);

	private LlmChunk at(String text) {
		return this.look.at(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void whenAnEventIsOverTheBoundThenItIsCountedAndTakenForContent() {
		LlmChunk chunk = at(LARGE);
		assertThat(chunk.holds(LlmChunk.CONTENT)).isTrue();
		assertThat(chunk.holds(LlmChunk.EVENT)).isTrue();
		assertThat(chunk.atBoundary()).isTrue();
		assertThat(this.look.tally().oversizedEvents()).isOne();
		assertThat(this.look.tally().text().ascii()).as("nobody has looked into it").isZero();
		assertThat(at(SMALL).holds(LlmChunk.CONTENT)).isTrue();
		assertThat(this.look.tally().oversizedEvents()).isOne();
		assertThat(this.look.tally().text().ascii()).isEqualTo(2);
	}

	@Test
	void whenAnEventOverTheBoundComesInPiecesThenItIsOneAtItsEnd() {
		for (int i = 0; i < LARGE.length() - 1; i++) {
			assertThat(at(LARGE.substring(i, i + 1)).facts()).isZero();
		}
		assertThat(at("\n").holds(LlmChunk.CONTENT)).isTrue();
		assertThat(this.look.tally().oversizedEvents()).isOne();
	}

	@Test
	void whenAnErrorComesAfterAnEventOverTheBoundThenTheStreamHadBegun() {
		at(LARGE);
		assertThat(at("data: {\"error\":{\"message\":\"late\"}}\n\n").holds(LlmChunk.ERROR)).isTrue();
		assertThat(this.look.beganWithError()).isFalse();
	}

	@Test
	void whenACommentIsLongThenItIsNoEvent() {
		assertThat(at(":" + "x".repeat(10 * BOUND) + "\n\n").facts()).isZero();
		assertThat(this.look.tally().oversizedEvents()).isZero();
	}

}
