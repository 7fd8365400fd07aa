package org.llmgateway.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.llmgateway.RunningGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A body is collected up to a bound, and released on every way out.
 */
class WholeBodyTests {

	private static final String TEXT = "0123456789";

	@AfterEach
	void noBuffers() {
		RunningGateway.awaitNoBuffers();
	}

	private static ByteBuf buffer(String text) {
		ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer();
		buffer.writeCharSequence(text, StandardCharsets.UTF_8);
		return buffer;
	}

	private static String taken(ByteBuf buffer) {
		String text = buffer.toString(StandardCharsets.UTF_8);
		buffer.release();
		return text;
	}

	private static Flux<ByteBuf> pieces(int size) {
		List<String> pieces = new ArrayList<>();
		for (int i = 0; i < TEXT.length(); i += size) {
			pieces.add(TEXT.substring(i, Math.min(i + size, TEXT.length())));
		}
		return Flux.fromIterable(pieces).map(WholeBodyTests::buffer);
	}

	private static WholeBody.Collected collect(Flux<ByteBuf> source, int limit) {
		AtomicReference<WholeBody.Collected> collected = new AtomicReference<>();
		new WholeBody(source, limit).subscribe(collected::set);
		assertThat(collected.get()).isNotNull();
		return collected.get();
	}

	@Test
	void whenAnyPiecesKeepToTheBoundThenTheyAreOneBuffer() {
		for (int size = 1; size <= TEXT.length(); size++) {
			for (int limit : new int[] { TEXT.length(), TEXT.length() + 1, Integer.MAX_VALUE }) {
				WholeBody.Collected collected = collect(pieces(size), limit);
				assertThat(collected.stream()).isNull();
				assertThat(taken(collected.whole())).isEqualTo(TEXT);
			}
		}
	}

	@Test
	void whenAnyPiecesGoOverTheBoundThenTheStreamHasAllOfThem() {
		for (int size = 1; size <= TEXT.length(); size++) {
			for (int limit = 0; limit < TEXT.length(); limit++) {
				WholeBody.Collected collected = collect(pieces(size), limit);
				assertThat(collected.whole()).isNull();
				StringBuilder text = new StringBuilder();
				StepVerifier.create(collected.stream(), 0)
					.thenRequest(1)
					.consumeNextWith((part) -> text.append(taken(part)))
					.thenRequest(Long.MAX_VALUE)
					.thenConsumeWhile((part) -> true, (part) -> text.append(taken(part)))
					.verifyComplete();
				assertThat(text).hasToString(TEXT);
				collected.discard().run();
			}
		}
	}

	@Test
	void whenThereIsNothingThenTheBufferIsEmpty() {
		WholeBody.Collected collected = collect(Flux.empty(), 0);
		assertThat(collected.whole().readableBytes()).isZero();
	}

	@Test
	void whenTheStreamIsNotWantedThenItsBeginningIsReleasedAndTheSourceCancelled() {
		TestPublisher<ByteBuf> source = TestPublisher.create();
		AtomicReference<WholeBody.Collected> collected = new AtomicReference<>();
		new WholeBody(source.flux(), 3).subscribe(collected::set);
		source.next(buffer("12"), buffer("34"));
		collected.get().discard().run();
		source.assertCancelled();
	}

	@Test
	void whenTheCollectingIsCancelledAfterItsEndThenTheStreamGoesOn() {
		TestPublisher<ByteBuf> source = TestPublisher.create();
		AtomicReference<WholeBody.Collected> collected = new AtomicReference<>();
		var subscription = new WholeBody(source.flux(), 3).doOnNext(collected::set).then(Mono.never()).subscribe();
		source.next(buffer("1234"));
		subscription.dispose();
		StepVerifier.create(collected.get().stream().map(WholeBodyTests::taken))
			.expectNext("1234")
			.then(() -> source.next(buffer("56")))
			.expectNext("56")
			.then(source::complete)
			.verifyComplete();
	}

	@Test
	void whenTheSourceFailsThenWhatWasCollectedIsReleased() {
		TestPublisher<ByteBuf> source = TestPublisher.create();
		StepVerifier.create(new WholeBody(source.flux(), 100))
			.then(() -> source.next(buffer("12")))
			.then(() -> source.error(new IllegalStateException("broken")))
			.verifyErrorMessage("broken");
	}

	@Test
	void whenTheSourceFailsAfterwardsThenTheStreamFailsAfterItsBeginning() {
		TestPublisher<ByteBuf> source = TestPublisher.create();
		AtomicReference<WholeBody.Collected> collected = new AtomicReference<>();
		new WholeBody(source.flux(), 1).subscribe(collected::set);
		source.next(buffer("12"));
		source.error(new IllegalStateException("broken"));
		StepVerifier.create(collected.get().stream().map(WholeBodyTests::taken))
			.expectNext("12")
			.verifyErrorMessage("broken");
	}

	@Test
	void whenTheCollectingIsCancelledThenAllIsReleasedAndTheSourceCancelled() {
		TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
		var subscription = new WholeBody(source.flux(), 100).subscribe();
		source.next(buffer("12"));
		subscription.dispose();
		source.assertCancelled();
		source.next(buffer("late"));
	}

	@Test
	void whenTheStreamIsCancelledThenTheSourceIs() {
		TestPublisher<ByteBuf> source = TestPublisher.create();
		AtomicReference<WholeBody.Collected> collected = new AtomicReference<>();
		new WholeBody(source.flux(), 1).subscribe(collected::set);
		source.next(buffer("12"));
		StepVerifier.create(collected.get().stream().map(WholeBodyTests::taken), 1)
			.expectNext("12")
			.thenCancel()
			.verify();
		source.assertCancelled();
	}

}
