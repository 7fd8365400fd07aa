package org.llmgateway.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.llmgateway.llm.LoadClass;

/**
 * A process of its own with a small heap: first it makes garbage, much of which grows old
 * before it dies, then it leaks, then it lets go of all that. It says what the memory
 * level was meanwhile.
 */
final class CollectorRun {

	static final String HEALTHY = "healthy";

	static final String LEAKED = "refused";

	static final String OUT_OF_MEMORY = "out of memory";

	static final String RECOVERED = "recovered";

	private static final int PIECE = 8192;

	/** What is made in a second. */
	private static final long RATE = 200L << 20;

	private static final long HEALTHY_TIME = TimeUnit.SECONDS.toNanos(6);

	private final MemoryMonitor monitor = new MemoryMonitor(MemorySources.ofTheJvm(0.33),
			new WaterLevel(WaterLevelTests.SETTINGS, System.nanoTime()), List.of(), TimeUnit.MILLISECONDS.toNanos(100),
			System::nanoTime, () -> 0);

	private final Deque<byte[]> aging = new ArrayDeque<>();

	private final List<byte[]> leak = new ArrayList<>();

	private final long start = System.nanoTime();

	private long made;

	@Nullable Object sink;

	private double highest;

	private boolean refused;

	public static void main(String[] args) {
		CollectorRun run = new CollectorRun();
		run.monitor.start();
		run.stayHealthy();
		run.leak();
		run.recover();
		run.monitor.stop();
	}

	private void stayHealthy() {
		while (elapsed() < HEALTHY_TIME) {
			churn();
			this.highest = Math.max(this.highest, this.monitor.value());
			this.refused |= this.monitor.state().sheds();
		}
		say((this.refused ? "un" : "") + HEALTHY + ", highest " + number(this.highest));
	}

	/** Until nothing new is taken, and until all is lost if that never comes. */
	private void leak() {
		boolean told = false;
		try {
			while (!this.monitor.isFull()) {
				churn();
				if (this.made / PIECE % 12 == 0) {
					this.leak.add(new byte[PIECE]);
				}
				if (!told && this.monitor.sheds(LoadClass.STANDARD)) {
					told = true;
					say(LEAKED + " at " + leaked());
				}
			}
			say("full at " + leaked());
		}
		catch (OutOfMemoryError error) {
			// Nothing may be allocated before that.
			this.leak.clear();
			say(OUT_OF_MEMORY);
		}
	}

	private void recover() {
		this.leak.clear();
		long since = System.nanoTime();
		while (this.monitor.state().sheds() && System.nanoTime() - since < TimeUnit.SECONDS.toNanos(20)) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
		say((this.monitor.state().sheds() ? "not " : "") + RECOVERED + " after "
				+ TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms");
	}

	private void churn() {
		if (this.made > elapsed() / 1e9 * RATE) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			return;
		}
		byte[] piece = new byte[PIECE];
		this.made += PIECE;
		this.sink = piece;
		if (this.made / PIECE % 8 == 0) {
			this.aging.add(piece);
			if (this.aging.size() > 1200) {
				this.aging.remove();
			}
		}
	}

	private long elapsed() {
		return System.nanoTime() - this.start;
	}

	private String leaked() {
		return (this.leak.size() * PIECE >> 20) + " MB leaked";
	}

	private void say(String what) {
		StringBuilder line = new StringBuilder(what).append("; level ").append(number(this.monitor.value()));
		List<String> names = this.monitor.names();
		for (int i = 0; i < names.size(); i++) {
			line.append(' ').append(names.get(i)).append('=').append(number(this.monitor.level(i)));
		}
		System.out.println(line);
	}

	private static String number(double level) {
		return String.format(Locale.ROOT, "%.2f", level);
	}

}
