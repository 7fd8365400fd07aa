package org.llmgateway.limit;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/**
 * Direct memory of Netty against its limit.
 *
 * <p>
 * What is counted is what Netty has reserved, and an allocator that pools keeps some of
 * that free. The pooled allocator tells how much, which is left out. The adaptive one,
 * Netty's default, does not; but while it has something free it reserves nothing, so that
 * its reserve is proven to be in use when it grows, and becomes a guess as time goes by.
 */
final class DirectMemorySource implements MemorySource {

	private final LongSupplier used;

	private final LongSupplier free;

	private final long limit;

	private final boolean tellsFree;

	private long before;

	private long grownAt;

	/**
	 * Creates a source.
	 * @param used what is reserved, in bytes
	 * @param free what of that is known to be free, in bytes; negative if unknown
	 * @param limit what may be reserved at most, in bytes
	 * @param now the time, in nanoseconds
	 */
	DirectMemorySource(LongSupplier used, LongSupplier free, long limit, long now) {
		this.used = used;
		this.free = free;
		this.limit = Math.max(1, limit);
		this.tellsFree = free.getAsLong() >= 0;
		this.grownAt = now;
	}

	static DirectMemorySource ofNetty(long now) {
		LongSupplier used = PlatformDependent::usedDirectMemory;
		if (used.getAsLong() < 0) {
			used = DirectMemorySource::usedOfTheJvm;
		}
		LongSupplier free = () -> -1;
		if (ByteBufAllocator.DEFAULT instanceof PooledByteBufAllocator pooled) {
			free = () -> Math.max(0, pooled.metric().usedDirectMemory() - pooled.pinnedDirectMemory());
		}
		return new DirectMemorySource(used, free, PlatformDependent.maxDirectMemory(), now);
	}

	/** Where Netty does not count by itself. */
	private static long usedOfTheJvm() {
		long used = 0;
		for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
			if (pool.getName().equals("direct")) {
				used = Math.max(0, pool.getMemoryUsed());
			}
		}
		if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
			used = Math.max(used, provider.metric().usedDirectMemory());
		}
		return used;
	}

	@Override
	public String name() {
		return "direct";
	}

	@Override
	public Reading read(long now) {
		long reserved = this.used.getAsLong();
		if (reserved > this.before) {
			this.grownAt = now;
		}
		this.before = reserved;
		double possible = (double) reserved / this.limit;
		return this.tellsFree ? new Reading((double) (reserved - this.free.getAsLong()) / this.limit, possible, now)
				: new Reading(possible, possible, this.grownAt);
	}

}
