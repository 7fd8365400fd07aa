package org.llmgateway.limit;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

import com.sun.management.ThreadMXBean;

/**
 * How much all threads together have allocated in a time not long past.
 */
final class AllocatedBytes {

	private static final int SAMPLES = 32;

	private final LongSupplier total;

	private final LongSupplier uptime;

	private final long[] totals = new long[SAMPLES];

	private final long[] times = new long[SAMPLES];

	private int count;

	/**
	 * Starts without a sample.
	 * @param total how much was allocated since the start, in bytes
	 * @param uptime the time, in milliseconds since the start of the JVM
	 */
	AllocatedBytes(LongSupplier total, LongSupplier uptime) {
		this.total = total;
		this.uptime = uptime;
	}

	static AllocatedBytes ofTheJvm() {
		LongSupplier uptime = () -> ManagementFactory.getRuntimeMXBean().getUptime();
		if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
				&& threads.isThreadAllocatedMemorySupported()) {
			return new AllocatedBytes(() -> total(threads), uptime);
		}
		return new AllocatedBytes(() -> 0, uptime);
	}

	private static long total(ThreadMXBean threads) {
		long total = 0;
		for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
			total += Math.max(0, bytes);
		}
		return total;
	}

	synchronized void sample() {
		int next = this.count++ % SAMPLES;
		this.totals[next] = this.total.getAsLong();
		this.times[next] = this.uptime.getAsLong();
	}

	/**
	 * How much was allocated, by the rate from the last sample before the time until now.
	 * @param start when the time began, in milliseconds since the start of the JVM
	 * @param duration how long it was, in milliseconds
	 * @return bytes
	 */
	synchronized long during(long start, long duration) {
		int from = -1;
		for (int i = this.count - 1; i >= 0 && i > this.count - SAMPLES && from < 0; i--) {
			from = (this.times[i % SAMPLES] <= start) ? i % SAMPLES : -1;
		}
		if (from < 0) {
			return 0;
		}
		long past = Math.max(1, this.uptime.getAsLong() - this.times[from]);
		long allocated = Math.max(0, this.total.getAsLong() - this.totals[from]);
		return (long) (allocated * Math.min(1, (double) duration / past));
	}

}
