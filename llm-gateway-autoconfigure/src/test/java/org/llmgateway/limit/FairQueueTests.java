package org.llmgateway.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;

import org.junit.jupiter.api.Test;
import org.llmgateway.limit.FairQueue.Waiter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tenants take turns, however many wait there, within bounds.
 */
class FairQueueTests {

	private static final ToIntFunction<String> EQUAL = (tenant) -> 1;

	private static FairQueue queue(String tenants) {
		return fill(new FairQueue(1000, 1000, EQUAL), tenants);
	}

	private static FairQueue fill(FairQueue queue, String tenants) {
		for (char tenant : tenants.toCharArray()) {
			assertThat(queue.offer(new Waiter(String.valueOf(tenant)))).isTrue();
		}
		return queue;
	}

	private static String drain(FairQueue queue) {
		StringBuilder order = new StringBuilder();
		for (Waiter waiter = queue.poll(); waiter != null; waiter = queue.poll()) {
			order.append(waiter.tenant());
		}
		assertThat(queue.size()).isZero();
		assertThat(queue.tenants()).isZero();
		return order.toString();
	}

	@Test
	void whenTenantsWaitThenTheyTakeTurns() {
		assertThat(drain(queue("aaaabbc"))).isEqualTo("abcabaa");
		assertThat(drain(queue("aaaa"))).isEqualTo("aaaa");
		assertThat(drain(queue(""))).isEmpty();
	}

	@Test
	void whenATenantHasJustComeThenItIsTheLastToHaveATurn() {
		FairQueue queue = queue("aabb");
		assertThat(queue.poll().tenant()).isEqualTo("a");
		fill(queue, "cc");
		assertThat(drain(queue)).isEqualTo("bacbc");
	}

	@Test
	void whenATenantHasAWeightThenItsTurnIsLonger() {
		FairQueue queue = fill(new FairQueue(100, 100, (tenant) -> tenant.equals("b") ? 3 : 1), "aaaabbbbbbbb");
		assertThat(drain(queue)).isEqualTo("abbbabbbabba");
	}

	@Test
	void whenATenantIsAwayThenWhatWasLeftOfItsTurnIsGone() {
		FairQueue queue = fill(new FairQueue(100, 100, (tenant) -> tenant.equals("b") ? 3 : 1), "baa");
		assertThat(queue.poll().tenant()).isEqualTo("b");
		fill(queue, "bbbbb");
		assertThat(drain(queue)).isEqualTo("abbbabb");
	}

	@Test
	void whenWaitersOfOneTenantPassThenInTheOrderInWhichTheyCame() {
		FairQueue queue = new FairQueue(10, 10, EQUAL);
		List<Waiter> waiters = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			waiters.add(new Waiter("a"));
			queue.offer(waiters.get(i));
		}
		for (Waiter waiter : waiters) {
			assertThat(queue.poll()).isSameAs(waiter);
		}
	}

	@Test
	void whenItIsFullThenNobodyMoreWaits() {
		FairQueue queue = fill(new FairQueue(2, 3, EQUAL), "aa");
		assertThat(queue.offer(new Waiter("a"))).as("a third of one tenant").isFalse();
		fill(queue, "b");
		assertThat(queue.offer(new Waiter("c"))).as("a fourth in all").isFalse();
		assertThat(queue.tenants()).isEqualTo(2);
		assertThat(queue.poll().tenant()).isEqualTo("a");
		fill(queue, "c");
		assertThat(drain(queue)).isEqualTo("bac");
		assertThat(new FairQueue(0, 10, EQUAL).offer(new Waiter("a"))).isFalse();
		assertThat(new FairQueue(10, 0, EQUAL).offer(new Waiter("a"))).isFalse();
	}

	@Test
	void whenAWaiterGoesThenItIsGone() {
		FairQueue queue = queue("ab");
		Waiter waiter = new Waiter("a");
		assertThat(queue.remove(waiter)).isFalse();
		queue.offer(waiter);
		fill(queue, "a");
		assertThat(queue.remove(waiter)).isTrue();
		assertThat(queue.remove(waiter)).isFalse();
		assertThat(drain(queue)).isEqualTo("aba");
		assertThat(queue.offer(waiter)).as("it may come again").isTrue();
		assertThat(queue.poll()).isSameAs(waiter);
		assertThat(queue.remove(waiter)).as("it has passed").isFalse();
	}

	@Test
	void whenAMillionTenantsComeThenThereIsStateOfThoseThatWaitAlone() {
		FairQueue queue = new FairQueue(10, 1000, EQUAL);
		Random random = new Random(42);
		int most = 0;
		int refused = 0;
		for (int i = 0; i < 1_000_000; i++) {
			refused += queue.offer(new Waiter("key-" + random.nextLong())) ? 0 : 1;
			most = Math.max(most, queue.tenants());
			if (i % 10 == 0) {
				queue.poll();
			}
		}
		assertThat(most).isEqualTo(1000);
		assertThat(refused).isBetween(890_000, 900_000);
		while (queue.poll() != null) {
			// Until it is empty.
		}
		assertThat(queue.tenants()).isZero();
		assertThat(queue.size()).isZero();
	}

	@Test
	void whenAnythingHappensThenItIsAsInAPlainQueueOfQueues() {
		Random random = new Random(42);
		FairQueue queue = new FairQueue(5, 20, EQUAL);
		Map<String, List<Waiter>> model = new HashMap<>();
		List<String> ring = new ArrayList<>();
		for (int i = 0; i < 200_000; i++) {
			String tenant = "t" + random.nextInt(8);
			int size = model.values().stream().mapToInt(List::size).sum();
			switch (random.nextInt(3)) {
				case 0 -> {
					Waiter waiter = new Waiter(tenant);
					List<Waiter> line = model.getOrDefault(tenant, new ArrayList<>());
					boolean room = size < 20 && line.size() < 5;
					assertThat(queue.offer(waiter)).isEqualTo(room);
					if (room) {
						line.add(waiter);
						if (model.put(tenant, line) == null) {
							ring.add(tenant);
						}
					}
				}
				case 1 -> {
					Waiter next = queue.poll();
					assertThat(next).isSameAs(ring.isEmpty() ? null : model.get(ring.get(0)).get(0));
					if (next != null) {
						String turn = ring.remove(0);
						ring.add(turn);
						leave(model, ring, turn, next);
					}
				}
				default -> {
					if (model.containsKey(tenant)) {
						List<Waiter> line = model.get(tenant);
						Waiter gone = line.get(random.nextInt(line.size()));
						assertThat(queue.remove(gone)).isTrue();
						leave(model, ring, tenant, gone);
					}
				}
			}
			assertThat(queue.tenants()).isEqualTo(ring.size());
		}
	}

	private static void leave(Map<String, List<Waiter>> model, List<String> ring, String tenant, Waiter waiter) {
		model.get(tenant).remove(waiter);
		if (model.get(tenant).isEmpty()) {
			model.remove(tenant);
			ring.remove(tenant);
		}
	}

	/**
	 * A permit becomes free in each step. Ten tenants ask for a twentieth of the permits
	 * each, so that half are left; the eleventh asks for a hundred times as much as they
	 * do.
	 */
	@Test
	void whenATenantAsksForAHundredTimesItsShareThenTheOthersWaitForNoMoreThanARound() {
		long[] alone = waits(0);
		long[] beside = waits(100);
		long p90 = alone[(int) (alone.length * 0.9)];
		long p99 = alone[(int) (alone.length * 0.99)];
		// Its turn is one permit in each round of eleven, where a plain queue has a
		// hundred.
		assertThat(beside[(int) (beside.length * 0.9)]).isLessThanOrEqualTo(p90 + 11 / 2);
		assertThat(beside[(int) (beside.length * 0.99)]).isLessThanOrEqualTo(p99 + 11);
		assertThat(beside).hasSizeBetween(alone.length * 98 / 100, alone.length * 102 / 100);
	}

	private static long[] waits(int noise) {
		Random random = new Random(42);
		FairQueue queue = new FairQueue(100, 1000, EQUAL);
		Map<Waiter, Integer> since = new HashMap<>();
		List<Long> waits = new ArrayList<>();
		for (int step = 0; step < 200_000; step++) {
			for (int tenant = 0; tenant < 10; tenant++) {
				if (random.nextDouble() < 0.05) {
					Waiter waiter = new Waiter("quiet-" + tenant);
					assertThat(queue.offer(waiter)).isTrue();
					since.put(waiter, step);
				}
			}
			for (int i = 0; i < noise / 20; i++) {
				queue.offer(new Waiter("noisy"));
			}
			Waiter next = queue.poll();
			if (next != null && since.containsKey(next)) {
				waits.add((long) step - since.remove(next));
			}
		}
		long[] sorted = waits.stream().mapToLong(Long::longValue).toArray();
		Arrays.sort(sorted);
		return sorted;
	}

	@Test
	void whenAllWantMoreThanThereIsThenTheirSharesAreEqual() {
		FairQueue queue = new FairQueue(100, 1000, EQUAL);
		Map<String, Integer> shares = new HashMap<>();
		for (int step = 0; step < 10_000; step++) {
			for (int tenant = 0; tenant < 5; tenant++) {
				for (int i = 0; i <= tenant * tenant; i++) {
					queue.offer(new Waiter("t" + tenant));
				}
			}
			shares.merge(queue.poll().tenant(), 1, Integer::sum);
		}
		assertThat(shares).hasSize(5).allSatisfy((tenant, share) -> assertThat(share).isEqualTo(2000));
	}

}
