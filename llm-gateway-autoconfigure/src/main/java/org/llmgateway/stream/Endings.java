package org.llmgateway.stream;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.llmgateway.codec.AnswerTally;
import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RequestLog;

/**
 * Counts how requests end, and writes a line of the log where one did not end well.
 */
final class Endings {

	private static final Log logger = LogFactory.getLog(Endings.class);

	private final LongSupplier nanoClock;

	private final LongAdder[] counts = new LongAdder[Ending.values().length];

	private final LongAdder oversized = new LongAdder();

	Endings(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	/**
	 * Notes that a folder has closed.
	 * @param exchange the folder
	 */
	void closed(LlmExchange exchange) {
		RequestLog log = exchange.log();
		AnswerTally tally = log.tally();
		if (tally != null && tally.oversizedEvents() > 0) {
			this.oversized.add(tally.oversizedEvents());
		}
		Ending ending = log.ending();
		if (ending == null) {
			return;
		}
		this.counts[ending.ordinal()].increment();
		if (ending != Ending.COMPLETE && logger.isInfoEnabled()) {
			logger.info("Request " + exchange.requestId() + " to "
					+ ((log.provider() != null) ? "provider '" + log.provider() + "'" : "no provider") + " ended after "
					+ TimeUnit.NANOSECONDS.toMillis(this.nanoClock.getAsLong() - log.startNanos()) + " ms: "
					+ nameOf(ending));
		}
	}

	/**
	 * How many requests have ended in a way.
	 * @param ending the way
	 * @return the count since the start
	 */
	long count(Ending ending) {
		return this.counts[ending.ordinal()].sum();
	}

	/**
	 * How many events of providers passed uninspected because they were too large.
	 * @return the count since the start
	 */
	long oversizedEvents() {
		return this.oversized.sum();
	}

	static String nameOf(Ending ending) {
		return ending.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
