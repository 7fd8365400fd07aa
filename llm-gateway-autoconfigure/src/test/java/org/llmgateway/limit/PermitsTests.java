package org.llmgateway.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No permit is lost and no waiter forgotten.
 */
class PermitsTests {

	private static Permits permits(ConcurrencyLimit limit) {
		return new Permits(limit, new FairQueue(10_000, 10_000, (tenant) -> 1));
	}

	private static Permits.Waiter waiter(String tenant, Runnable granted) {
		return waiter(tenant, false, granted);
	}

	private static Permits.Waiter waiter(String tenant, boolean critical, Runnable granted) {
		return new Permits.Waiter(tenant, critical) {

			@Override
			void granted() {
				granted.run();
			}

		};
	}

	@Test
	void whenSomebodyWaitsThenNobodyElseEnters() {
		AtomicInteger limit = new AtomicInteger(1);
		Permits permits = permits(limit::get);
		List<String> granted = new ArrayList<>();
		assertThat(permits.enter()).isTrue();
		assertThat(permits.enter()).isFalse();
		assertThat(permits.await(waiter("a", () -> granted.add("a")), false)).isTrue();
		limit.set(2);
		assertThat(permits.enter()).as("before the one who waits").isFalse();
		permits.firstToken(1, 1);
		assertThat(granted).as("the limit has risen").containsExactly("a");
		assertThat(permits.inFlight()).isEqualTo(2);
		permits.leave(false, 2);
		permits.leave(false, 2);
		assertThat(permits.inFlight()).isZero();
		assertThat(permits.waiting()).isZero();
	}

	@Test
	void whenAPermitHasComeBackBeforeTheWaiterWaitsThenItIsGivenAtOnce() {
		Permits permits = permits(new FixedLimit(1));
		List<String> granted = new ArrayList<>();
		assertThat(permits.enter()).isTrue();
		assertThat(permits.enter()).isFalse();
		permits.leave(false, 1);
		assertThat(permits.await(waiter("a", () -> granted.add("a")), false)).isTrue();
		assertThat(granted).containsExactly("a");
		assertThat(permits.inFlight()).isEqualTo(1);
		assertThat(permits.waiting()).isZero();
	}

	@Test
	void whenAWaiterHasGivenUpThenItGetsNothing() {
		Permits permits = permits(new FixedLimit(1));
		List<String> granted = new ArrayList<>();
		assertThat(permits.enter()).isTrue();
		Permits.Waiter waiter = waiter("a", () -> granted.add("a"));
		permits.await(waiter, false);
		assertThat(permits.giveUp(waiter)).isTrue();
		assertThat(permits.giveUp(waiter)).isFalse();
		permits.leave(false, 1);
		assertThat(granted).isEmpty();
		assertThat(permits.enter()).isTrue();
	}

	@Test
	void whenTheQueueIsHalfFullThenWhoMayWaitOnlyInTheFirstHalfDoesNot() {
		Permits permits = new Permits(new FixedLimit(1), new FairQueue(4, 4, (tenant) -> 1));
		permits.enter();
		assertThat(permits.await(waiter("a", () -> {
		}), true)).isTrue();
		assertThat(permits.await(waiter("a", () -> {
		}), true)).isTrue();
		assertThat(permits.await(waiter("b", () -> {
		}), true)).isFalse();
		assertThat(permits.await(waiter("b", () -> {
		}), false)).isTrue();
	}

	@Test
	void whenCriticalOnesWaitThenTheyGoOnBeforeAllOthers() {
		Permits permits = new Permits(new FixedLimit(1), new FairQueue(4, 4, (tenant) -> 1),
				new FairQueue(4, 4, (tenant) -> 1));
		permits.enter();
		List<String> granted = new ArrayList<>();
		permits.await(waiter("a", () -> granted.add("a")), false);
		permits.await(waiter("b", () -> granted.add("b")), false);
		permits.await(waiter("vip", true, () -> granted.add("vip")), false);
		Permits.Waiter gone = waiter("vip", true, () -> granted.add("gone"));
		permits.await(gone, false);
		assertThat(permits.waiting()).isEqualTo(4);
		assertThat(permits.giveUp(gone)).isTrue();
		for (int i = 0; i < 3; i++) {
			permits.leave(false, 0);
		}
		assertThat(granted).containsExactly("vip", "a", "b");
		assertThat(permits.waiting()).isZero();
	}

	@Test
	void whenManyThreadsComeAndGoThenTheLimitHoldsAndNobodyIsForgotten() throws InterruptedException {
		int threads = 4;
		int rounds = 50_000;
		Permits permits = permits(new FixedLimit(3));
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		for (int thread = 0; thread < threads; thread++) {
			String tenant = "t" + thread;
			executor.execute(() -> {
				Semaphore granted = new Semaphore(0);
				for (int i = 0; i < rounds; i++) {
					if (!permits.enter()) {
						permits.await(waiter(tenant, granted::release), false);
						granted.acquireUninterruptibly();
					}
					most.accumulateAndGet(inside.incrementAndGet(), Math::max);
					inside.decrementAndGet();
					permits.leave(false, i);
				}
				done.countDown();
			});
		}
		assertThat(done.await(60, TimeUnit.SECONDS)).as("all had their turns").isTrue();
		executor.shutdown();
		assertThat(most).hasValueLessThanOrEqualTo(3);
		assertThat(permits.inFlight()).isZero();
		assertThat(permits.waiting()).isZero();
	}

}
