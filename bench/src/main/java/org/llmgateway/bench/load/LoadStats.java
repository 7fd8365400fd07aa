package org.llmgateway.bench.load;

import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;

/**
 * The counters and histograms of one window; used by one event loop only.
 */
final class LoadStats {

	private static final int DIGITS = 3;

	private final Histogram latency = new Histogram(DIGITS);

	private final Histogram firstToken = new Histogram(DIGITS);

	private final Histogram gap = new Histogram(DIGITS);

	private final Map<String, Long> errors = new TreeMap<>();

	private boolean measuring;

	private long completed;

	private long events;

	private int inFlight;

	void measure(boolean on) {
		this.measuring = on;
	}

	void opened() {
		this.inFlight++;
	}

	void closed() {
		this.inFlight--;
	}

	int inFlight() {
		return this.inFlight;
	}

	void completed(long nanos) {
		if (this.measuring) {
			this.completed++;
			this.latency.recordValue(nanos);
		}
	}

	void firstToken(long nanos) {
		if (this.measuring) {
			this.firstToken.recordValue(nanos);
		}
	}

	void gap(long nanos) {
		if (this.measuring) {
			this.gap.recordValue(nanos);
		}
	}

	void events(int count) {
		if (this.measuring) {
			this.events += count;
		}
	}

	/**
	 * Counts an error whether it fell into the window or not: a run has none.
	 * @param kind what went wrong
	 */
	void error(String kind) {
		this.errors.merge(kind, 1L, Long::sum);
	}

	long completed() {
		return this.completed;
	}

	long events() {
		return this.events;
	}

	Map<String, Long> errors() {
		return this.errors;
	}

	Histogram latency() {
		return this.latency;
	}

	Histogram firstToken() {
		return this.firstToken;
	}

	Histogram gap() {
		return this.gap;
	}

}
