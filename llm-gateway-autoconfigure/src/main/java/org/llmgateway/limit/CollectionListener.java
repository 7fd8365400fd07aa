package org.llmgateway.limit;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.function.LongSupplier;

import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.llmgateway.limit.Collected.Kind;

/**
 * Hears of each collection, on a thread of the JVM's own, and tells what it was.
 *
 * <p>
 * The JVM names collections by what they end: a minor or a major one stops the
 * application; a cycle runs beside it, so that what is allocated meanwhile counts as used
 * after it; a pause is a part of a cycle and says nothing about the heap.
 */
final class CollectionListener implements NotificationListener {

	private static final Log logger = LogFactory.getLog(CollectionListener.class);

	private final LiveHeap heap;

	private final StalledTime stalled;

	private final AllocatedBytes allocated;

	private final LongSupplier nanoClock;

	private final @Nullable MemoryPoolMXBean old;

	private long oldUsedAtCollection;

	CollectionListener(LiveHeap heap, StalledTime stalled, AllocatedBytes allocated, LongSupplier nanoClock) {
		this.heap = heap;
		this.stalled = stalled;
		this.allocated = allocated;
		this.nanoClock = nanoClock;
		this.old = oldPool();
	}

	private static @Nullable MemoryPoolMXBean oldPool() {
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			if (pool.getType() == MemoryType.HEAP && isOld(pool.getName())) {
				return pool;
			}
		}
		return null;
	}

	private static boolean isOld(String pool) {
		return pool.contains("Old") || pool.contains("Tenured");
	}

	void start() {
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (collector instanceof NotificationEmitter emitter) {
				emitter.addNotificationListener(this, null, null);
			}
		}
	}

	void stop() {
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (collector instanceof NotificationEmitter emitter) {
				try {
					emitter.removeNotificationListener(this);
				}
				catch (ListenerNotFoundException ex) {
					// It was never added.
				}
			}
		}
	}

	@Override
	public void handleNotification(Notification notification, @Nullable Object handback) {
		if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
			collected(GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()));
		}
	}

	private void collected(GarbageCollectionNotificationInfo info) {
		Kind kind = kind(info.getGcName(), info.getGcAction());
		GcInfo collection = info.getGcInfo();
		if (kind == null || gaveUp(kind, collection.getMemoryUsageAfterGc())) {
			return;
		}
		boolean cycle = info.getGcAction().contains("cycle");
		if (cycle && info.getGcCause().contains("Stall")) {
			this.stalled.add(collection.getDuration());
		}
		long allocated = cycle ? this.allocated.during(collection.getStartTime(), collection.getDuration()) : 0;
		Map<String, MemoryUsage> before = collection.getMemoryUsageBeforeGc();
		Map<String, MemoryUsage> after = collection.getMemoryUsageAfterGc();
		long oldAfter = used(after, true);
		Collected collected = new Collected(pieces(kind, oldAfter), used(before, true), oldAfter, used(after, false),
				allocated);
		this.heap.collected(collected, this.nanoClock.getAsLong());
		if (logger.isTraceEnabled()) {
			logger.trace(info.getGcName() + " (" + info.getGcCause() + "): " + collected + ", " + this.heap.reading());
		}
	}

	private static @Nullable Kind kind(String collector, String action) {
		if (action.contains("minor") || collector.contains("Minor Cycles")) {
			return Kind.YOUNG;
		}
		if (action.contains("concurrent")) {
			return Kind.MARKED;
		}
		return (action.contains("pause")) ? null : Kind.FULL;
	}

	/**
	 * A young collection leaves nothing where objects are born, unless the old part could
	 * not take what it would have promoted: a collection of everything follows then, and
	 * this one says nothing of what is alive.
	 * @param kind what was to be collected
	 * @param after use of each part after it
	 * @return {@code true} if it was not done, or not to its end
	 */
	static boolean gaveUp(Kind kind, Map<String, MemoryUsage> after) {
		if (kind == Kind.YOUNG) {
			for (Map.Entry<String, MemoryUsage> pool : after.entrySet()) {
				if (pool.getKey().contains("Eden") && pool.getValue().getUsed() > 0) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * A young collection of Garbage First that took a piece of the old part, too, is
	 * known by the old part's own use after a collection, which has changed then and only
	 * then. Where it is not what this collection has left, it is a later one's already.
	 */
	private Kind pieces(Kind kind, long oldAfter) {
		MemoryUsage collected = (this.old != null && HeapSource.isGarbageFirst()) ? this.old.getCollectionUsage()
				: null;
		long used = (collected != null) ? collected.getUsed() : 0;
		if (used == this.oldUsedAtCollection || used != oldAfter) {
			return kind;
		}
		this.oldUsedAtCollection = used;
		return (kind == Kind.YOUNG) ? Kind.MIXED : kind;
	}

	/** Use of the old part, or of the rest of the heap. */
	private static long used(Map<String, MemoryUsage> pools, boolean old) {
		long used = 0;
		for (Map.Entry<String, MemoryUsage> pool : pools.entrySet()) {
			if (HeapSource.POOLS.contains(pool.getKey()) && isOld(pool.getKey()) == old) {
				used += pool.getValue().getUsed();
			}
		}
		return used;
	}

}
