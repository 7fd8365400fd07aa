package org.llmgateway.route;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A body in groups is read one buffer after the other, and none is lost on the way.
 */
class BufferGroupsTests {

	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

	private static DataBuffer buffer(String text) {
		return BUFFERS.wrap(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
	}

	private static Flux<DataBuffer> group(String... texts) {
		return Flux.just(texts).map(BufferGroupsTests::buffer);
	}

	private static String text(DataBuffer buffer) {
		ByteBuf bytes = NettyDataBufferFactory.toByteBuf(buffer);
		String text = bytes.toString(StandardCharsets.US_ASCII);
		bytes.release();
		return text;
	}

	@Test
	void whenBuffersAreAskedForOneByOneThenTheyComeInOrder() {
		Flux<Flux<DataBuffer>> groups = Flux.just(group("a"), group(), group("b", "c"), group(), group("d"));
		StepVerifier.create(new BufferGroups(groups, Runnable::run).map(BufferGroupsTests::text), 0)
			.thenRequest(1)
			.expectNext("a")
			.expectNoEvent(Duration.ZERO)
			.thenRequest(2)
			.expectNext("b", "c")
			.thenRequest(9)
			.expectNext("d")
			.verifyComplete();
	}

	@Test
	void whenNoBufferIsAskedForThenNoGroupIs() {
		TestPublisher<Flux<DataBuffer>> groups = TestPublisher.create();
		List<String> seen = new ArrayList<>();
		StepVerifier.create(new BufferGroups(groups, Runnable::run).map(BufferGroupsTests::text).doOnNext(seen::add), 0)
			.then(groups::assertWasNotRequested)
			.thenRequest(1)
			.then(() -> groups.assertMinRequested(1))
			.then(() -> groups.next(group("a")))
			.expectNext("a")
			.then(() -> groups.assertMaxRequested(1))
			.then(groups::complete)
			.verifyComplete();
		assertThat(seen).containsExactly("a");
	}

	@Test
	void whenAGroupOrTheBodyFailsThenTheOtherIsCancelled() {
		TestPublisher<Flux<DataBuffer>> groups = TestPublisher.create();
		StepVerifier.create(new BufferGroups(groups, Runnable::run))
			.then(() -> groups.next(Flux.error(new IllegalStateException("group"))))
			.verifyErrorMessage("group");
		groups.assertCancelled();
		TestPublisher<Flux<DataBuffer>> others = TestPublisher.create();
		TestPublisher<DataBuffer> group = TestPublisher.create();
		StepVerifier.create(new BufferGroups(others, Runnable::run))
			.then(() -> others.next(group.flux()))
			.then(() -> others.error(new IllegalStateException("body")))
			.verifyErrorMessage("body");
		group.assertCancelled();
	}

	@Test
	void whenAGroupComesAfterTheCancellationThenItsBufferIsReleased() {
		Queue<Runnable> steps = new ArrayDeque<>();
		TestPublisher<Flux<DataBuffer>> groups = TestPublisher
			.createNoncompliant(TestPublisher.Violation.DEFER_CANCELLATION);
		DataBuffer late = buffer("late");
		StepVerifier.create(new BufferGroups(groups, steps::add))
			.then(() -> groups.next(Flux.just(late)))
			.thenCancel()
			.verify();
		steps.forEach(Runnable::run);
		assertThat(((NettyDataBuffer) late).getNativeBuffer().refCnt()).isZero();
	}

}
