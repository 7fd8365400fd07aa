package org.llmgateway.limit;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

import org.llmgateway.exchange.Elastic;
import org.llmgateway.llm.LoadClass;

/**
 * Looks at all sources at each interval, on a thread of its own, and keeps the level for
 * requests to read.
 */
final class MemoryMonitor implements MemoryLevel, SmartLifecycle, DisposableBean {

	static final String THREAD = "llm-memory";

	private static final Log logger = LogFactory.getLog(MemoryMonitor.class);

	private final MemorySources sources;

	private final WaterLevel water;

	private final Iterable<Elastic> elastic;

	private final long interval;

	private final LongSupplier nanoClock;

	private final LongSupplier refused;

	private volatile Water state = Water.EMPTY;

	private volatile double[] levels;

	private volatile @Nullable ScheduledExecutorService executor;

	private boolean shedding;

	private long sheddingSince;

	private long refusedBefore;

	private boolean failed;

	/**
	 * Creates a monitor, which {@link #start()} sets going.
	 * @param sources what to look at
	 * @param water what decides
	 * @param elastic what is given back, or grows
	 * @param interval how often to look, in nanoseconds
	 * @param nanoClock the time, in nanoseconds
	 * @param refused how many requests were refused for memory so far
	 */
	MemoryMonitor(MemorySources sources, WaterLevel water, Iterable<Elastic> elastic, long interval,
			LongSupplier nanoClock, LongSupplier refused) {
		this.sources = sources;
		this.water = water;
		this.elastic = elastic;
		this.interval = interval;
		this.nanoClock = nanoClock;
		this.refused = refused;
		this.levels = new double[sources.all().size()];
	}

	@Override
	public double value() {
		return this.state.level();
	}

	@Override
	public boolean sheds(LoadClass loadClass) {
		return this.state.sheds(loadClass);
	}

	@Override
	public boolean isFull() {
		return this.state.full();
	}

	/**
	 * The level and what follows from it.
	 * @return what was found last
	 */
	Water state() {
		return this.state;
	}

	/**
	 * The names of the sources.
	 * @return names, in the order of the indexes
	 */
	List<String> names() {
		return this.sources.all().stream().map(MemorySource::name).toList();
	}

	/**
	 * The level of one source.
	 * @param source its index
	 * @return 0 for empty to 1 for full
	 */
	double level(int source) {
		return this.levels[source];
	}

	/** One look; never throws, or there would be no other. */
	void look() {
		try {
			tryLook();
		}
		catch (OutOfMemoryError error) {
			// Just when it matters most. To log it would need memory, too; the next look
			// sees what is left.
		}
	}

	private void tryLook() {
		try {
			look(this.nanoClock.getAsLong());
		}
		catch (RuntimeException ex) {
			if (!this.failed) {
				logger.warn("The level of memory could not be read", ex);
			}
			this.failed = true;
		}
	}

	private void look(long now) {
		Reading[] readings = this.sources.read(now);
		Water state = this.water.rise(readings, now);
		double[] levels = new double[readings.length];
		for (int i = 0; i < levels.length; i++) {
			levels[i] = this.water.levelOf(readings[i], now);
		}
		this.levels = levels;
		this.state = state;
		tell(state, now);
		if (state.factor() != 1) {
			this.elastic.forEach((each) -> each.scale(state.factor()));
		}
	}

	private void tell(Water state, long now) {
		if (state.sheds() == this.shedding) {
			return;
		}
		this.shedding = state.sheds();
		if (this.shedding) {
			this.sheddingSince = now;
			this.refusedBefore = this.refused.getAsLong();
			logger.warn("Memory is short: requests are refused from now on, by their class (" + name(state) + " at "
					+ percent(state) + ")");
		}
		else {
			logger.info("Memory is no longer short: requests are taken again after "
					+ TimeUnit.NANOSECONDS.toMillis(now - this.sheddingSince) + " ms, in which "
					+ (this.refused.getAsLong() - this.refusedBefore) + " were refused (" + name(state) + " at "
					+ percent(state) + ")");
		}
	}

	private String name(Water state) {
		return this.sources.all().get(state.source()).name();
	}

	private static String percent(Water state) {
		return Math.round(state.level() * 100) + " %";
	}

	@Override
	public synchronized void start() {
		if (this.executor == null) {
			this.sources.start();
			ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, THREAD);
				thread.setDaemon(true);
				return thread;
			});
			executor.scheduleWithFixedDelay(this::look, 0, this.interval, TimeUnit.NANOSECONDS);
			this.executor = executor;
		}
	}

	@Override
	public synchronized void stop() {
		ScheduledExecutorService executor = this.executor;
		this.executor = null;
		if (executor != null) {
			executor.shutdownNow();
			this.sources.stop();
		}
	}

	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

	/** Before the servers start, and after they have stopped. */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public void destroy() {
		stop();
	}

}
