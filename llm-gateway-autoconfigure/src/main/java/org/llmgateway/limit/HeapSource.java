package org.llmgateway.limit;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Live data in the heap against the heap's limit.
 */
final class HeapSource implements MemorySource {

	/** The parts of the heap. */
	static final Set<String> POOLS = ManagementFactory.getMemoryPoolMXBeans()
		.stream()
		.filter((pool) -> pool.getType() == MemoryType.HEAP)
		.map(MemoryPoolMXBean::getName)
		.collect(Collectors.toUnmodifiableSet());

	private final LiveHeap heap;

	HeapSource(LiveHeap heap) {
		this.heap = heap;
	}

	/**
	 * The most that the heap may hold.
	 * @return bytes
	 */
	static long limit() {
		long max = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
		return (max > 0) ? max : Runtime.getRuntime().maxMemory();
	}

	/**
	 * Whether the collector is Garbage First.
	 * @return {@code true} if it is
	 */
	static boolean isGarbageFirst() {
		return POOLS.stream().anyMatch((pool) -> pool.startsWith("G1 "));
	}

	@Override
	public String name() {
		return "heap";
	}

	@Override
	public Reading read(long now) {
		return this.heap.reading();
	}

}
