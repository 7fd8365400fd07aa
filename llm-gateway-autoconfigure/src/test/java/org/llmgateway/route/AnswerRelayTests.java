package org.llmgateway.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

import org.llmgateway.RunningGateway;
import org.llmgateway.exchange.LlmChunk;
import org.reactivestreams.Subscription;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What lies between provider and client is bounded, and how a broken answer ends.
 */
class AnswerRelayTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final TestPublisher<LlmChunk> chunks = TestPublisher
		.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);

	private final AtomicInteger events = new AtomicInteger();

	private final Client client = new Client();

	@AfterEach
	void nothingIsLeft() {
		this.channel.finishAndReleaseAll();
		RunningGateway.awaitNoBuffers();
	}

	private void subscribe(boolean carriesEvents) {
		new AnswerRelay(this.chunks.flux(), this.channel, new NettyDataBufferFactory(ByteBufAllocator.DEFAULT),
				(error) -> {
					this.events.incrementAndGet();
					return carriesEvents ? text("event") : null;
				}, null)
			.subscribe(this.client);
	}

	private static ByteBuf text(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

	private void emit(String text, boolean atBoundary) {
		this.chunks.next(new LlmChunk(text(text), atBoundary, 0));
	}

	@Test
	void whenTheClientAsksForManyThenOneAtATimeIsAskedFor() {
		AtomicInteger asked = new AtomicInteger();
		new AnswerRelay(Flux.<LlmChunk>never().doOnRequest((n) -> asked.addAndGet((int) n)), this.channel,
				new NettyDataBufferFactory(ByteBufAllocator.DEFAULT), (error) -> null, null)
			.subscribe(this.client);
		assertThat(asked).hasValue(0);
		this.client.request(10);
		this.client.request(10);
		assertThat(asked).hasValue(1);
	}

	@Test
	void whenTheChannelIsFullThenNothingIsAskedForUntilItIsNot() {
		AtomicInteger asked = new AtomicInteger();
		this.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
		this.channel.write(text("much more than two bytes"));
		assertThat(this.channel.isWritable()).isFalse();
		new AnswerRelay(Flux.<LlmChunk>never().doOnRequest((n) -> asked.addAndGet((int) n)), this.channel,
				new NettyDataBufferFactory(ByteBufAllocator.DEFAULT), (error) -> null, null)
			.subscribe(this.client);
		this.client.request(1);
		this.channel.runPendingTasks();
		assertThat(asked).hasValue(0);
		this.channel.flush();
		this.channel.runPendingTasks();
		assertThat(asked).hasValue(1);
	}

	@Test
	void whenChunksComeThenTheClientGetsThemAndTheEnd() {
		subscribe(true);
		this.client.request(Long.MAX_VALUE);
		emit("a", true);
		emit("b", false);
		this.chunks.complete();
		assertThat(this.client.texts).containsExactly("a", "b");
		assertThat(this.client.completed).isTrue();
	}

	@Test
	void whenTheClientAskedForTwoThenTwoAreAskedFor() {
		AtomicInteger given = new AtomicInteger();
		Flux<LlmChunk> source = Flux.<LlmChunk>generate((sink) -> {
			given.incrementAndGet();
			sink.next(new LlmChunk(text("x"), true, 0));
		});
		new AnswerRelay(source, this.channel, new NettyDataBufferFactory(ByteBufAllocator.DEFAULT), (error) -> null,
				null)
			.subscribe(this.client);
		this.client.request(2);
		assertThat(given).hasValue(2);
		assertThat(this.client.texts).hasSize(2);
		this.client.cancel();
	}

	@Test
	void whenAnErrorComesBeforeTheFirstChunkThenItGoesOn() {
		subscribe(true);
		this.client.request(1);
		this.chunks.error(new IllegalStateException("first"));
		assertThat(this.client.error).hasMessage("first");
		assertThat(this.events).hasValue(0);
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void whenAnErrorComesBetweenEventsThenAnEventTellsOfItAndTheEndIsClean() {
		subscribe(true);
		this.client.request(Long.MAX_VALUE);
		emit("a", true);
		this.chunks.error(new IllegalStateException("later"));
		assertThat(this.client.texts).containsExactly("a", "event");
		assertThat(this.client.completed).isTrue();
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void whenAnErrorComesInsideAnEventThenTheChannelIsBrokenOff() {
		subscribe(true);
		this.client.request(Long.MAX_VALUE);
		emit("half", false);
		this.chunks.error(new IllegalStateException("inside"));
		this.channel.runPendingTasks();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.client.texts).containsExactly("half");
		assertThat(this.client.completed).isFalse();
		assertThat(this.client.error).isNull();
	}

	@Test
	void whenTheBodyCarriesNoEventsThenTheChannelIsBrokenOff() {
		subscribe(false);
		this.client.request(Long.MAX_VALUE);
		emit("a", true);
		this.chunks.error(new IllegalStateException("no events"));
		this.channel.runPendingTasks();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.client.completed).isFalse();
	}

	@Test
	void whenTheClientLeavesThenTheProviderIsCancelled() {
		subscribe(true);
		this.client.request(1);
		this.client.cancel();
		this.chunks.assertCancelled();
	}

	/** A client that asks only when it is told to. */
	private static final class Client extends BaseSubscriber<DataBuffer> {

		private final List<String> texts = new ArrayList<>();

		private boolean completed;

		private @Nullable Throwable error;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// Asks later.
		}

		@Override
		protected void hookOnNext(DataBuffer value) {
			this.texts.add(value.toString(StandardCharsets.UTF_8));
			DataBufferUtils.release(value);
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
