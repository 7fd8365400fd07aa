package org.llmgateway.upstream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.EventStreamLook;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import reactor.test.publisher.TestPublisher;
import reactor.core.publisher.BaseSubscriber;
import org.reactivestreams.Subscription;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a body holds back, and how it lets go.
 */
class AnswerBodyTests {

	private static final String ROLE = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n";

	private static final String CONTENT = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";

	private static final String ERROR = "data: {\"error\":{\"type\":\"overloaded_error\"}}\n\n";

	private final EventLoop loop = new EmbeddedChannel().eventLoop();

	private final TestPublisher<ByteBuf> provider = TestPublisher
		.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);

	private final List<ByteBuf> sent = new ArrayList<>();

	private final Told told = new Told();

	private final AnswerBody body;

	private final Receiver receiver = new Receiver();

	AnswerBodyTests() {
		AttemptClock clock = new AttemptClock(0, 0, true, this.loop, (error) -> {
		});
		AnswerWatch watch = new AnswerWatch(new EventStreamLook(Dialect.OPENAI, SseParser.DEFAULT_MAX_EVENT_BYTES),
				clock, this.told, "p");
		this.body = new AnswerBody(this.provider.flux(), this.loop, watch);
	}

	private void send(String text) {
		ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
		this.sent.add(buffer);
		this.provider.next(buffer);
	}

	private void assertNothingLeft() {
		assertThat(this.sent).allMatch((buffer) -> buffer.refCnt() == 0);
	}

	@Test
	void whenContentComesThenWhatWasHeldGoesFirst() {
		this.body.hold();
		send(": ping\n\n");
		send(ROLE);
		assertThat(this.told.text).isEmpty();
		send(CONTENT);
		assertThat(this.told.text).containsExactly("content", "committed");
		this.body.subscribe(this.receiver);
		this.receiver.request(2);
		assertThat(this.receiver.text).containsExactly(": ping\n\n", ROLE);
		this.receiver.request(2);
		assertThat(this.receiver.text).containsExactly(": ping\n\n", ROLE, CONTENT);
		send(CONTENT);
		this.provider.complete();
		assertThat(this.receiver.text).containsExactly(": ping\n\n", ROLE, CONTENT, CONTENT, "complete");
		assertThat(this.told.text).containsExactly("content", "committed", "ended null");
		assertNothingLeft();
	}

	@Test
	void whenTheEndComesBeforeWhatIsHeldIsTakenThenItWaits() {
		this.body.hold();
		send(ROLE);
		send(CONTENT);
		this.body.subscribe(this.receiver);
		this.provider.error(new java.io.IOException("gone"));
		this.receiver.request(1);
		assertThat(this.receiver.text).containsExactly(ROLE);
		this.receiver.request(1);
		assertThat(this.receiver.text).containsExactly(ROLE, CONTENT, "UPSTREAM_CUT");
		assertNothingLeft();
	}

	@Test
	void whenNothingElseComesThenTooManyEventsAreNotHeld() {
		this.body.hold();
		for (int i = 0; i < 64; i++) {
			send(ROLE);
		}
		assertThat(this.told.text).isEmpty();
		send(ROLE);
		assertThat(this.told.text).containsExactly("committed");
		this.body.discard();
		assertNothingLeft();
	}

	@Test
	void whenNothingElseComesThenTooManyBytesAreNotHeld() {
		this.body.hold();
		String half = ": " + "x".repeat(131_000) + "\n\n";
		send(half);
		send(half);
		assertThat(this.told.text).isEmpty();
		send(half);
		assertThat(this.told.text).containsExactly("committed");
		this.body.discard();
		assertThat(this.told.text).containsExactly("committed", "cancelled");
		this.provider.assertCancelled();
		assertNothingLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { ERROR, ROLE + ERROR, ERROR + CONTENT })
	void whenAnErrorComesFirstThenTheAttemptHasFailed(String text) {
		this.body.hold();
		send(ROLE);
		send(text);
		assertThat(this.told.text).last().isEqualTo("failed UPSTREAM_FAILED");
		assertThat(this.told.text).doesNotContain("committed");
		this.provider.assertCancelled();
		assertNothingLeft();
	}

	@Test
	void whenContentStandsBeforeTheErrorThenBothAreTheCallers() {
		this.body.hold();
		send(CONTENT + ERROR);
		assertThat(this.told.text).containsExactly("content", "error", "committed");
		this.body.subscribe(this.receiver);
		this.receiver.request(1);
		assertThat(this.receiver.text).containsExactly(CONTENT + ERROR);
		this.receiver.cancel();
		assertNothingLeft();
	}

	@Test
	void whenTheStreamEndsWithoutAnEventThenTheAttemptHasFailed() {
		this.body.hold();
		send(": nothing\n\n");
		this.provider.complete();
		assertThat(this.told.text).containsExactly("failed UPSTREAM_BROKEN");
		assertNothingLeft();
	}

	@Test
	void whenTheStreamEndsWithoutContentThenItIsTheCallers() {
		this.body.hold();
		send(ROLE);
		this.provider.complete();
		assertThat(this.told.text).containsExactly("ended null", "committed");
		this.body.subscribe(this.receiver);
		this.receiver.request(1);
		assertThat(this.receiver.text).containsExactly(ROLE, "complete");
		assertNothingLeft();
	}

	@Test
	void whenAClockRunsOutThenItDependsOnTheCommitPoint() {
		this.body.hold();
		send(CONTENT);
		this.body.subscribe(this.receiver);
		this.receiver.request(1);
		GatewayException idle = new GatewayException(GatewayError.IDLE_TIMEOUT, "silent");
		this.body.expired(idle);
		assertThat(this.receiver.text).as("the client is waited for").containsExactly(CONTENT);
		this.receiver.request(1);
		this.body.expired(idle);
		assertThat(this.receiver.text).containsExactly(CONTENT, "IDLE_TIMEOUT");
		this.provider.assertCancelled();
		assertNothingLeft();
	}

	private static final class Told implements AnswerListener {

		private final List<String> text = new ArrayList<>();

		@Override
		public void firstContent() {
			this.text.add("content");
		}

		@Override
		public void errorEvent() {
			this.text.add("error");
		}

		@Override
		public void committed() {
			this.text.add("committed");
		}

		@Override
		public void failed(GatewayException error) {
			this.text.add("failed " + error.error());
		}

		@Override
		public void ended(@Nullable GatewayException error) {
			this.text.add("ended " + error);
		}

		@Override
		public void cancelled() {
			this.text.add("cancelled");
		}

	}

	private static final class Receiver extends BaseSubscriber<LlmChunk> {

		private final List<String> text = new ArrayList<>();

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// The test asks.
		}

		@Override
		protected void hookOnNext(LlmChunk chunk) {
			this.text.add(chunk.data().toString(StandardCharsets.UTF_8));
			chunk.data().release();
		}

		@Override
		protected void hookOnError(Throwable error) {
			this.text.add(((GatewayException) error).error().toString());
		}

		@Override
		protected void hookOnComplete() {
			this.text.add("complete");
		}

	}

}
