package org.llmgateway.limit;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * All that memory can run out of in this process.
 */
final class MemorySources {

	private final List<MemorySource> all;

	private final @Nullable AllocatedBytes allocated;

	private final @Nullable CollectionListener listener;

	MemorySources(List<MemorySource> all) {
		this(all, null, null);
	}

	private MemorySources(List<MemorySource> all, @Nullable AllocatedBytes allocated,
			@Nullable CollectionListener listener) {
		this.all = all;
		this.allocated = allocated;
		this.listener = listener;
	}

	/**
	 * The sources of this JVM and its container.
	 * @param collectorTime the share of collecting that counts as full
	 * @return the sources, not listening yet
	 */
	static MemorySources ofTheJvm(double collectorTime) {
		long now = System.nanoTime();
		LiveHeap heap = new LiveHeap(HeapSource.limit(), HeapSource.isGarbageFirst(), now);
		StalledTime stalled = new StalledTime();
		AllocatedBytes allocated = AllocatedBytes.ofTheJvm();
		return new MemorySources(
				List.of(new HeapSource(heap), new CollectorTimeSource(stalled, collectorTime, now),
						DirectMemorySource.ofNetty(now),
						new ContainerSource(Path.of("/"),
								() -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted())),
				allocated, new CollectionListener(heap, stalled, allocated, System::nanoTime));
	}

	List<MemorySource> all() {
		return this.all;
	}

	Reading[] read(long now) {
		if (this.allocated != null) {
			this.allocated.sample();
		}
		Reading[] readings = new Reading[this.all.size()];
		for (int i = 0; i < readings.length; i++) {
			readings[i] = this.all.get(i).read(now);
		}
		return readings;
	}

	void start() {
		if (this.listener != null) {
			this.listener.start();
		}
	}

	void stop() {
		if (this.listener != null) {
			this.listener.stop();
		}
	}

}
