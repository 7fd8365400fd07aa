package org.llmgateway.limit;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The share of time in which the collector stops the application, against the share that
 * counts as full.
 *
 * <p>
 * Cycles of concurrent collectors run beside the application and do not count, their
 * pauses do, and so does a cycle that threads waited for.
 */
final class CollectorTimeSource implements MemorySource {

	private final StalledTime stalled;

	private final double limit;

	private final List<GarbageCollectorMXBean> collectors = new ArrayList<>();

	private final CollectorShare share;

	/**
	 * Creates a source for the collectors of this JVM.
	 * @param stalled what threads have waited
	 * @param limit the share of time that counts as full
	 * @param now the time, in nanoseconds
	 */
	CollectorTimeSource(StalledTime stalled, double limit, long now) {
		this.stalled = stalled;
		this.limit = limit;
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (!collector.getName().contains("Cycles")) {
				this.collectors.add(collector);
			}
		}
		this.share = new CollectorShare(collecting(), now);
	}

	@Override
	public String name() {
		return "collector";
	}

	@Override
	public Reading read(long now) {
		return Reading.of(this.share.read(collecting(), now) / this.limit, now);
	}

	private long collecting() {
		long millis = this.stalled.millis();
		for (GarbageCollectorMXBean collector : this.collectors) {
			millis += Math.max(0, collector.getCollectionTime());
		}
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
