package org.llmgateway.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llmgateway.RunningGateway;
import org.llmgateway.exchange.ClientGone;
import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RequestHead;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what happens between an answer and its caller, with a clock that is told.
 */
class DeliveryTests {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private static final int BUFFER = 64 * 1024;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private long now = 1;

	private final SharedBuffer shared = new SharedBuffer(1024 * 1024);

	private final OpenDeliveries open = new OpenDeliveries(Duration.ofSeconds(10));

	private final TestPublisher<LlmChunk> provider = TestPublisher.create();

	private final AtomicInteger closed = new AtomicInteger();

	private final Reader reader = new Reader();

	private LlmExchange exchange = exchange("/v1/chat/completions", Dialect.OPENAI);

	@AfterEach
	void nothingIsLeft() {
		assertThat(this.open.size()).isZero();
		assertThat(this.shared.used()).isZero();
		this.channel.finishAndReleaseAll();
		RunningGateway.awaitNoBuffers();
	}

	private LlmExchange exchange(String path, Dialect dialect) {
		Surface surface = Surface.of(path);
		assertThat(surface).isNotNull();
		this.channel.freezeTime();
		LlmExchange folder = new LlmExchange(surface, "id", new RequestHead("POST", path, null, new HttpHeaders()),
				Flux.empty(), this.channel.eventLoop(), this.now);
		folder.inspected(Unpooled.EMPTY_BUFFER,
				new LlmRequest(dialect, Operation.CHAT, "model", true, -1, 1, 1, -1, -1, null));
		folder.onClose(this.closed::incrementAndGet);
		return folder;
	}

	private static StreamSettings settings(long total, long heartbeat, boolean beforeHeaders, ClientGone clientGone) {
		return new StreamSettings(0, 0, total, 0, heartbeat, beforeHeaders, 5, true, clientGone, 100, 1000, BUFFER);
	}

	private void deliver(StreamSettings settings) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.TEXT_EVENT_STREAM);
		deliver(settings, Mono.just(LlmAnswer.stream(200, headers, this.provider, () -> {
		})));
	}

	private void deliver(StreamSettings settings, Mono<LlmAnswer> answer) {
		answer.subscribe(new DeliveryCall(this.reader.answer, this.exchange, settings,
				new DeliveryStage.DeliveryContext(this.shared, this.open, () -> this.now)));
	}

	private void pass(long nanos) {
		this.now += nanos;
		this.channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
		this.channel.runScheduledPendingTasks();
	}

	private void emit(String text, boolean atBoundary) {
		this.provider.next(new LlmChunk(text(text), atBoundary, 0));
	}

	private static ByteBuf text(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

	private void close() {
		this.exchange.release();
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void whenTheProviderIsSilentThenASignOfLifeComesEachPeriodBetweenEvents() {
		deliver(settings(0, 15, false, ClientGone.CANCEL));
		this.reader.ask(Long.MAX_VALUE);
		emit("a", true);
		pass(14);
		assertThat(this.reader.texts).containsExactly("a");
		pass(1);
		pass(15);
		assertThat(this.reader.texts).containsExactly("a", ": ping\n\n", ": ping\n\n");
		emit("b", true);
		pass(14);
		this.provider.complete();
		pass(15);
		assertThat(this.reader.texts).hasSize(4).endsWith("b");
		assertThat(this.reader.completed).isTrue();
		close();
	}

	@Test
	void whenTheDialectIsAnthropicThenTheSignOfLifeIsAPing() {
		this.exchange = exchange("/v1/messages", Dialect.ANTHROPIC);
		deliver(settings(0, 15, false, ClientGone.CANCEL));
		this.reader.ask(Long.MAX_VALUE);
		pass(15);
		assertThat(this.reader.texts).containsExactly("event: ping\ndata: {\"type\": \"ping\"}\n\n");
		this.provider.complete();
		close();
	}

	@Test
	void whenTheStreamStandsInsideAnEventThenThereIsNoSignOfLife() {
		deliver(settings(0, 15, false, ClientGone.CANCEL));
		this.reader.ask(Long.MAX_VALUE);
		emit("half", false);
		pass(15);
		pass(15);
		assertThat(this.reader.texts).containsExactly("half");
		emit("whole", true);
		pass(15);
		assertThat(this.reader.texts).hasSize(3);
		this.provider.complete();
		close();
	}

	@Test
	void whenTheReaderIsNotReadyThenThereIsNoSignOfLife() {
		deliver(settings(0, 15, false, ClientGone.CANCEL));
		pass(15);
		assertThat(this.reader.texts).isEmpty();
		this.provider.complete();
		close();
	}

	@Test
	void whenTheEndMarkHasComeThenThereIsNoSignOfLife() {
		deliver(settings(0, 15, false, ClientGone.CANCEL));
		this.reader.ask(Long.MAX_VALUE);
		this.provider.next(new LlmChunk(text("[DONE]"), true, LlmChunk.DONE));
		pass(15);
		assertThat(this.reader.texts).containsExactly("[DONE]");
		this.provider.complete();
		close();
	}

	@Test
	void whenTheReaderIsSlowThenTheProviderIsReadOnUpToTheBoundAndTheBytesAreTheSame() {
		AtomicInteger asked = new AtomicInteger();
		String event = "x".repeat(1000);
		Flux<LlmChunk> source = Flux.generate((sink) -> {
			asked.incrementAndGet();
			sink.next(new LlmChunk(text(event), true, 0));
		});
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.TEXT_EVENT_STREAM);
		deliver(settings(0, 0, false, ClientGone.CANCEL), Mono.just(LlmAnswer.stream(200, headers, source, () -> {
		})));
		assertThat(asked.get()).isBetween(40, 70);
		assertThat(this.shared.used()).isBetween((long) BUFFER, (long) BUFFER + 16 * 1024);
		this.reader.ask(1);
		assertThat(this.reader.texts.get(0)).hasSize(16_000);
		this.reader.cancel();
		close();
	}

	@Test
	void whenAllClientsTogetherReachTheirBoundThenTheProviderWaits() {
		this.shared.add(1024 * 1024);
		deliver(settings(0, 0, false, ClientGone.CANCEL));
		this.provider.assertMaxRequested(0);
		this.reader.ask(1);
		this.provider.assertMaxRequested(1);
		emit("a", true);
		assertThat(this.reader.texts).containsExactly("a");
		this.shared.add(-1024 * 1024);
		this.reader.cancel();
		close();
	}

	@Test
	void whenTheProviderIsDoneBeforeTheReaderThenTheTimeIsCounted() {
		deliver(settings(0, 0, false, ClientGone.CANCEL));
		emit("a", true);
		emit("b", true);
		this.provider.complete();
		pass(2_000_000_000);
		assertThat(this.reader.completed).isFalse();
		this.reader.ask(Long.MAX_VALUE);
		assertThat(String.join("", this.reader.texts)).isEqualTo("ab");
		assertThat(this.reader.completed).isTrue();
		assertThat(this.shared.savedSeconds()).isEqualTo(2);
		close();
	}

	@Test
	void whenTheProviderBreaksOffThenAllThatCameIsDeliveredBeforeTheError() {
		deliver(settings(0, 0, false, ClientGone.CANCEL));
		this.reader.ask(1);
		emit("a", true);
		emit("b", true);
		this.provider.error(new GatewayException(GatewayError.UPSTREAM_CUT, "cut"));
		assertThat(this.reader.error).isNull();
		this.reader.ask(1);
		assertThat(this.reader.texts).containsExactly("a", "b");
		assertThat(this.reader.error).isNull();
		this.reader.ask(1);
		assertThat(this.reader.error).hasMessage("cut");
		assertThat(this.exchange.log().ending()).isEqualTo(Ending.UPSTREAM_CUT);
		close();
	}

	@Test
	void whenTheTotalTimeIsOverBeforeTheAnswerThenTheProviderIsToldAndTheCallerGetsTheError() {
		TestPublisher<LlmAnswer> answer = TestPublisher.create();
		deliver(settings(60, 0, false, ClientGone.CANCEL), answer.mono());
		pass(59);
		assertThat(this.reader.error).isNull();
		pass(1);
		answer.assertCancelled();
		assertThat(error()).isEqualTo(GatewayError.TOTAL_TIMEOUT);
		close();
	}

	@Test
	void whenTheTotalTimeIsOverInTheStreamThenWhatWaitsIsDroppedAndTheErrorComes() {
		deliver(settings(60, 0, false, ClientGone.CANCEL));
		this.reader.ask(2);
		emit("a", true);
		pass(60);
		this.provider.assertCancelled();
		assertThat(error()).isEqualTo(GatewayError.TOTAL_TIMEOUT);
		assertThat(this.exchange.log().ending()).isEqualTo(Ending.TOTAL_TIMEOUT);
		close();
	}

	@Test
	void whenTheGatewayStopsThenOpenStreamsAreToldSo() {
		deliver(settings(HOUR, 0, false, ClientGone.CANCEL));
		this.reader.ask(Long.MAX_VALUE);
		emit("a", true);
		assertThat(this.open.size()).isOne();
		this.open.endAll();
		this.provider.assertCancelled();
		assertThat(error()).isEqualTo(GatewayError.GATEWAY_STOPPING);
		assertThat(this.exchange.log().ending()).isEqualTo(Ending.GATEWAY_STOPPING);
		close();
	}

	@Test
	void whenTheProviderHasNotAnsweredThenTheSignOfLifeMayComeFirst() {
		TestPublisher<LlmAnswer> answer = TestPublisher.create();
		deliver(settings(HOUR, 15, true, ClientGone.CANCEL), answer.mono());
		this.reader.ask(Long.MAX_VALUE);
		pass(4);
		assertThat(this.reader.status).isZero();
		pass(1);
		assertThat(this.reader.status).isEqualTo(200);
		pass(15);
		assertThat(this.reader.texts).containsExactly(": ping\n\n", ": ping\n\n");
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.TEXT_EVENT_STREAM);
		answer.emit(LlmAnswer.stream(200, headers, this.provider, () -> {
		}));
		emit("a", true);
		this.provider.complete();
		assertThat(this.reader.texts).hasSize(3).endsWith("a");
		assertThat(this.reader.completed).isTrue();
		close();
	}

	@Test
	void whenTheProviderRefusesAfterTheFirstSignOfLifeThenItIsAnError() {
		TestPublisher<LlmAnswer> answer = TestPublisher.create();
		deliver(settings(HOUR, 15, true, ClientGone.CANCEL), answer.mono());
		this.reader.ask(Long.MAX_VALUE);
		pass(5);
		answer.emit(LlmAnswer.whole(429, new HttpHeaders(), text("{\"slow\":\"down\"}")));
		assertThat(error()).isEqualTo(GatewayError.UPSTREAM_FAILED);
		assertThat(this.reader.error).hasMessageContaining("429").hasMessageContaining("slow");
		close();
	}

	@Test
	void whenTheCallerLeavesBeforeTheProviderAnswersThenTheProviderIsTold() {
		TestPublisher<LlmAnswer> answer = TestPublisher.create();
		deliver(settings(HOUR, 15, true, ClientGone.CANCEL), answer.mono());
		this.reader.ask(Long.MAX_VALUE);
		pass(5);
		this.reader.cancel();
		answer.assertCancelled();
		close();
	}

	@Test
	void whenTheCallerLeavesThenTheProviderIsTold() {
		deliver(settings(HOUR, 15, false, ClientGone.CANCEL));
		this.reader.ask(1);
		emit("a", true);
		emit("b", true);
		this.reader.cancel();
		this.provider.assertCancelled();
		close();
	}

	@Test
	void whenUsageIsWantedThenTheRestIsReadAndTheFolderHeld() {
		deliver(settings(HOUR, 15, false, ClientGone.DRAIN_FOR_USAGE));
		this.reader.ask(1);
		emit("a", true);
		this.reader.cancel();
		this.exchange.release();
		this.provider.assertNotCancelled();
		emit("b", true);
		assertThat(this.closed).hasValue(0);
		this.provider.complete();
		assertThat(this.closed).hasValue(1);
		assertThat(this.reader.texts).containsExactly("a");
	}

	@Test
	void whenReadingOnTakesTooLongOrTooMuchThenItEnds() {
		deliver(settings(HOUR, 15, false, ClientGone.DRAIN_FOR_USAGE));
		this.reader.cancel();
		this.exchange.release();
		emit("x".repeat(999), true);
		this.provider.assertNotCancelled();
		emit("x", true);
		this.provider.assertCancelled();
		assertThat(this.closed).hasValue(1);
	}

	@Test
	void whenReadingOnTakesTooLongThenItEnds() {
		deliver(settings(HOUR, 15, false, ClientGone.DRAIN_FOR_USAGE));
		this.reader.cancel();
		this.exchange.release();
		pass(99);
		this.provider.assertNotCancelled();
		pass(1);
		this.provider.assertCancelled();
		assertThat(this.closed).hasValue(1);
	}

	private GatewayError error() {
		assertThat(this.reader.error).isInstanceOf(GatewayException.class);
		return ((GatewayException) this.reader.error).error();
	}

	/** A caller that asks only when it is told to. */
	private static final class Reader extends BaseSubscriber<LlmChunk> {

		private final List<String> texts = new ArrayList<>();

		private int status;

		private long waiting;

		private boolean completed;

		private @Nullable Throwable error;

		private final BaseSubscriber<LlmAnswer> answer = new BaseSubscriber<>() {

			@Override
			protected void hookOnNext(LlmAnswer value) {
				Reader.this.status = value.status();
				if (value.chunks() != null) {
					value.chunks().subscribe(Reader.this);
				}
				else {
					value.discard();
				}
			}

			@Override
			protected void hookOnError(Throwable throwable) {
				Reader.this.error = throwable;
			}

		};

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			if (this.waiting > 0) {
				request(this.waiting);
			}
		}

		void ask(long n) {
			if (upstream() == null) {
				this.waiting = n;
			}
			else {
				request(n);
			}
		}

		@Override
		protected void hookOnNext(LlmChunk value) {
			this.texts.add(value.data().toString(StandardCharsets.UTF_8));
			value.data().release();
		}

		@Override
		protected void hookOnComplete() {
			this.completed = true;
		}

		@Override
		protected void hookOnError(Throwable throwable) {
			this.error = throwable;
		}

	}

}
