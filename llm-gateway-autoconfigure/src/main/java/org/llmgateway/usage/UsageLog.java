package org.llmgateway.usage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Writes each record to a file as one line, on a thread of its own.
 *
 * <p>
 * While the file cannot be written, as on a full disk or where there is no memory for it,
 * records wait and the write is tried again each second. Only what does not fit into the
 * queue is dropped, and counted. It stops after the web server has, and what comes later
 * still is written at once, until the application is gone.
 */
final class UsageLog implements UsageListener, SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(UsageLog.class);

	private static final int MAX_BATCH = 128;

	/** About as long as a line is, in bytes. */
	private static final int LINE = 512;

	private static final long STOP_SECONDS = 10;

	private static final long PAUSE_MILLIS = 50;

	/** Wakes the writer up to stop. */
	private static final Object STOP = new Object();

	private final UsageFile file;

	private final int maxQueue;

	private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicLong dropped = new AtomicLong();

	private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	private final List<UsageRecord> batch = new ArrayList<>(MAX_BATCH);

	private final CountDownLatch stopping = new CountDownLatch(1);

	private final CountDownLatch drained = new CountDownLatch(1);

	private volatile boolean running;

	UsageLog(UsageFile file, int maxQueue) {
		this.file = file;
		this.maxQueue = maxQueue;
	}

	@Override
	public void onUsage(UsageRecord usage) {
		if (this.waiting.get() >= this.maxQueue) {
			long count = this.dropped.incrementAndGet();
			warn("The usage log cannot keep up: " + count + " records are lost so far", null);
			return;
		}
		this.waiting.incrementAndGet();
		this.queue.add(usage);
		if (this.drained.getCount() == 0) {
			writeRest();
		}
	}

	/**
	 * How many records were lost.
	 * @return the count since the start
	 */
	long dropped() {
		return this.dropped.get();
	}

	@Override
	public void start() {
		this.running = true;
		Thread writer = new Thread(this::write, "llm-usage-log");
		writer.setDaemon(true);
		writer.start();
	}

	private void write() {
		boolean more = true;
		while (more) {
			try {
				more = writeNext();
			}
			catch (OutOfMemoryError error) {
				// The batch is still there, and to log it would need memory, too.
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				more = false;
			}
		}
		writeRest();
		sync();
		this.drained.countDown();
		writeRest();
	}

	private boolean writeNext() throws InterruptedException {
		Object next = this.batch.isEmpty() ? this.queue.take() : this.queue.poll(1, TimeUnit.SECONDS);
		if (next == STOP) {
			return false;
		}
		writeBatch(next);
		pause();
		return true;
	}

	/** Waking up and writing for each record would cost more than all that it tells. */
	private void pause() throws InterruptedException {
		if (this.queue.isEmpty()) {
			this.stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Writes a record, and with it those that wait already, or are left of a batch that
	 * there was no memory for.
	 */
	private synchronized void writeBatch(@Nullable Object first) throws InterruptedException {
		Object next = first;
		while (next != null) {
			if (next instanceof UsageRecord usage) {
				this.batch.add(usage);
			}
			next = (this.batch.size() < MAX_BATCH && this.queue.peek() != STOP) ? this.queue.poll() : null;
		}
		append();
		this.waiting.addAndGet(-this.batch.size());
		this.batch.clear();
	}

	private void append() throws InterruptedException {
		boolean last = false;
		while (!this.batch.isEmpty()) {
			try {
				this.file.append(lines());
				return;
			}
			catch (IOException ex) {
				warn("The usage log " + this.file + " cannot be written; " + this.waiting + " records wait", ex);
				if (last) {
					this.dropped.addAndGet(this.batch.size());
					logger.error(this.batch.size() + " records of usage are lost", ex);
					return;
				}
				last = this.stopping.await(1, TimeUnit.SECONDS);
			}
		}
	}

	private byte[] lines() {
		ByteArrayOutputStream lines = new ByteArrayOutputStream(LINE * this.batch.size());
		this.batch.forEach((usage) -> UsageLine.write(usage, lines));
		return lines.toByteArray();
	}

	private synchronized void writeRest() {
		try {
			writeBatch(null);
			for (Object next = this.queue.poll(); next != null; next = this.queue.poll()) {
				writeBatch(next);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void sync() {
		try {
			this.file.sync();
		}
		catch (IOException ex) {
			logger.error("The usage log " + this.file + " could not be written to the disk", ex);
		}
	}

	private void warn(String message, @Nullable IOException cause) {
		long now = System.nanoTime();
		long next = this.nextWarning.get();
		if (now - next >= 0 && this.nextWarning.compareAndSet(next, now + TimeUnit.MINUTES.toNanos(1))) {
			logger.warn(message, cause);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.stopping.countDown();
		this.queue.add(STOP);
		try {
			if (!this.drained.await(STOP_SECONDS, TimeUnit.SECONDS)) {
				logger.error(
						"The usage log " + this.file + " was not written in time; " + this.waiting + " records wait");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Lower than the web server's, and so stopped after it. */
	@Override
	public int getPhase() {
		return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;
	}

	@Override
	public void destroy() throws IOException {
		sync();
		this.file.close();
	}

}
