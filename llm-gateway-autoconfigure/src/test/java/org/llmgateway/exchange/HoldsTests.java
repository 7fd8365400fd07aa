package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever lets go last closes, exactly once.
 */
class HoldsTests {

	private final Holds holds = new Holds();

	private final List<String> closed = new ArrayList<>();

	@Test
	void whenTheLastHoldIsLetGoThenClosersRunInReverse() {
		this.holds.hold();
		this.holds.onClose(() -> this.closed.add("first"));
		this.holds.onClose(() -> this.closed.add("second"));
		this.holds.release();
		assertThat(this.closed).isEmpty();
		this.holds.release();
		assertThat(this.closed).containsExactly("second", "first");
	}

	@Test
	void whenItHasClosedThenACloserRunsAtOnce() {
		this.holds.release();
		this.holds.onClose(() -> this.closed.add("late"));
		assertThat(this.closed).containsExactly("late");
	}

	@Test
	void whenACloserRegistersAnotherThenBothRun() {
		this.holds.onClose(() -> this.holds.onClose(() -> this.closed.add("inner")));
		this.holds.release();
		assertThat(this.closed).containsExactly("inner");
	}

	@Test
	void whenACloserFailsThenTheOthersStillRun() {
		this.holds.onClose(() -> this.closed.add("first"));
		this.holds.onClose(() -> {
			throw new IllegalStateException("a closer's own fault");
		});
		this.holds.onClose(() -> this.closed.add("third"));
		this.holds.release();
		assertThat(this.closed).containsExactly("third", "first");
	}

	@Test
	void whenManyThreadsLetGoThenItClosesOnce() throws InterruptedException {
		int threads = 8;
		AtomicInteger count = new AtomicInteger();
		for (int i = 0; i < threads; i++) {
			this.holds.hold();
		}
		this.holds.onClose(count::incrementAndGet);
		CountDownLatch start = new CountDownLatch(1);
		List<Thread> running = new ArrayList<>();
		for (int i = 0; i <= threads; i++) {
			Thread thread = new Thread(() -> {
				try {
					start.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				this.holds.release();
			});
			thread.start();
			running.add(thread);
		}
		start.countDown();
		for (Thread thread : running) {
			thread.join(10_000);
		}
		assertThat(count).hasValue(1);
	}

}
