package org.llmgateway.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.util.concurrent.EventExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

import org.llmgateway.exchange.LimitReport;

/**
 * Watches the event loops from a thread of its own: measures how late each runs its
 * tasks, and logs the stack of one that is blocked, once for each block.
 */
final class LoopWatch implements SmartLifecycle, LimitReport {

	private static final Log logger = LogFactory.getLog(LoopWatch.class);

	/** After the loops are made, before the servers start, and the other way round. */
	private static final int PHASE = 1;

	private final Supplier<? extends Iterable<EventExecutor>> loops;

	private final Duration interval;

	private final Duration blockedAfter;

	private final List<DelayListener> listeners = new CopyOnWriteArrayList<>();

	private volatile List<WatchedLoop> watched = List.of();

	private volatile @Nullable ScheduledExecutorService watcher;

	/**
	 * Makes the watch, which begins with {@link #start()}.
	 * @param loops gives the event loops to watch
	 * @param properties how often, and when to tell
	 */
	LoopWatch(Supplier<? extends Iterable<EventExecutor>> loops, LoopWatchProperties properties) {
		this.loops = loops;
		this.interval = properties.interval();
		this.blockedAfter = properties.blockedAfter();
	}

	/** Has each delay told, on the loop that it is of. */
	void addListener(DelayListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public void start() {
		long nanos = this.interval.toNanos();
		List<WatchedLoop> all = new ArrayList<>();
		for (EventExecutor loop : this.loops.get()) {
			all.add(new WatchedLoop(loop, newDelay()));
		}
		all.forEach((loop) -> loop.begin(nanos, this::told));
		this.watched = List.copyOf(all);
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "llm-loop-watch");
			thread.setDaemon(true);
			return thread;
		});
		LoopDelay own = newDelay();
		executor.scheduleWithFixedDelay(() -> look(own), nanos, nanos, TimeUnit.NANOSECONDS);
		this.watcher = executor;
	}

	private LoopDelay newDelay() {
		return new LoopDelay(this.interval.toNanos(), this.blockedAfter.toNanos(), System.nanoTime());
	}

	private void told(String loop, long nanos) {
		for (DelayListener listener : this.listeners) {
			listener.delayed(loop, nanos);
		}
	}

	/** Never throws, or there would be no other look. */
	private void look(LoopDelay own) {
		try {
			lookAtAll(own);
		}
		catch (OutOfMemoryError error) {
			// To log it would need memory, too.
		}
	}

	private void lookAtAll(LoopDelay own) {
		// What held this thread up as well, such as a collection, was not a blocked loop.
		if (own.beat(System.nanoTime()) >= this.blockedAfter.toNanos() / 2) {
			return;
		}
		for (WatchedLoop loop : this.watched) {
			look(loop);
		}
	}

	private void look(WatchedLoop loop) {
		long now = System.nanoTime();
		switch (loop.delay().look(now)) {
			case BLOCKED -> {
				if (logger.isWarnEnabled()) {
					logger.warn("Event loop " + loop.name() + " has been blocked for "
							+ seconds(loop.delay().lateness(now)) + loop.stack());
				}
			}
			case GOES_ON ->
				logger.info("Event loop " + loop.name() + " goes on after " + seconds(loop.delay().lastBlock()));
			default -> {
			}
		}
	}

	private static String seconds(long nanos) {
		long tenths = TimeUnit.NANOSECONDS.toMillis(nanos) / 100;
		return tenths / 10 + "." + tenths % 10 + " s";
	}

	@Override
	public void stop() {
		ScheduledExecutorService executor = this.watcher;
		if (executor != null) {
			this.watcher = null;
			executor.shutdownNow();
		}
		this.watched.forEach(WatchedLoop::end);
		this.watched = List.of();
	}

	@Override
	public boolean isRunning() {
		return this.watcher != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/** How often a loop has been seen blocked. */
	long blocks() {
		long blocks = 0;
		for (WatchedLoop loop : this.watched) {
			blocks += loop.delay().blocks();
		}
		return blocks;
	}

	@Override
	public String name() {
		return "event-loops";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("blocks", blocks());
		Map<String, Object> loopsByName = new LinkedHashMap<>();
		for (WatchedLoop loop : this.watched) {
			LoopDelay delay = loop.delay();
			loopsByName.put(loop.name(), Map.of("lastDelayMillis", TimeUnit.NANOSECONDS.toMillis(delay.last()),
					"maxDelayMillis", TimeUnit.NANOSECONDS.toMillis(delay.longest()), "lateMillis",
					TimeUnit.NANOSECONDS.toMillis(delay.lateness(System.nanoTime())), "blocks", delay.blocks()));
		}
		report.put("loops", loopsByName);
		return report;
	}

	/**
	 * Is told of each delay.
	 */
	interface DelayListener {

		/**
		 * Called on the loop.
		 * @param loop name of the loop
		 * @param nanos how late it ran a task
		 */
		void delayed(String loop, long nanos);

	}

}
