package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.llmgateway.bench.load.ProcessTimes;

/**
 * Looks at the resident memory of a process four times a second until it is closed or the
 * process has ended.
 */
final class ResidentMemory implements AutoCloseable {

	static final int PERIOD_MILLIS = 250;

	private static final double NANOS_PER_MILLI = 1e6;

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "resident memory");
		thread.setDaemon(true);
		return thread;
	});

	private final List<Long> samples = new ArrayList<>();

	private final Child child;

	private double endedAt = -1;

	ResidentMemory(Child child) {
		this.child = child;
	}

	/**
	 * Begins with the first look.
	 */
	void begin() {
		long start = System.nanoTime();
		this.clock.scheduleAtFixedRate(() -> look((System.nanoTime() - start) / NANOS_PER_MILLI), 0, PERIOD_MILLIS,
				TimeUnit.MILLISECONDS);
	}

	private synchronized void look(double millis) {
		if (this.child.isAlive()) {
			this.samples.add(ProcessTimes.rssBytes(this.child.pid()));
		}
		else if (this.endedAt < 0) {
			this.endedAt = millis;
		}
	}

	/**
	 * What was seen.
	 * @return bytes, one figure for each quarter of a second since the beginning
	 */
	synchronized List<Long> samples() {
		return List.copyOf(this.samples);
	}

	/**
	 * When the process was found to have ended.
	 * @return milliseconds since the beginning, or -1
	 */
	synchronized double endedAt() {
		return this.endedAt;
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

}
