package org.llmgateway.stream;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.StreamDeadlinesBenchmark;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing is allocated for each event on its way through: the benchmarks' own paths, with
 * the JVM's count of what a thread has allocated.
 */
class PerEventAllocationTests {

	private static final int WARM = 20_000;

	private static final int EVENTS = 100_000;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void whenAClientKeepsUpThenNothingIsAllocatedPerEvent() {
		DeliveryStreamBenchmark benchmark = new DeliveryStreamBenchmark();
		assertThat(perEvent(benchmark::straight)).isLessThan(1);
		benchmark.close();
	}

	@Test
	void whenAClientIsBehindThenNothingIsAllocatedPerEvent() {
		DeliveryStreamBenchmark benchmark = new DeliveryStreamBenchmark();
		assertThat(perEvent(benchmark::behind)).isLessThan(1);
		benchmark.close();
	}

	@Test
	void whenClocksAreToldOfAReadThenNothingIsAllocated() {
		StreamDeadlinesBenchmark benchmark = new StreamDeadlinesBenchmark();
		assertThat(perEvent(() -> (benchmark.read() != null) ? benchmark.look() : 0)).isLessThan(1);
	}

	/** A block has a buffer, from the pool, and a chunk, however many events it has. */
	@Test
	void whenAnEventMoreWaitsInABlockThenNothingMoreIsAllocated() {
		ChunkQueueBenchmark benchmark = new ChunkQueueBenchmark();
		double one = perEvent(() -> benchmark.fillAndTake(1));
		double many = perEvent(() -> benchmark.fillAndTake(ChunkQueueBenchmark.EVENTS));
		assertThat((many - one) / ChunkQueueBenchmark.EVENTS).isLessThan(1);
		benchmark.release();
	}

	private double perEvent(LongSupplier event) {
		repeat(event, WARM);
		long before = this.threads.getCurrentThreadAllocatedBytes();
		repeat(event, EVENTS);
		return (double) (this.threads.getCurrentThreadAllocatedBytes() - before) / EVENTS;
	}

	private static void repeat(LongSupplier event, int times) {
		for (int i = 0; i < times; i++) {
			event.getAsLong();
		}
	}

}
