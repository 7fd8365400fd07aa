package org.llmgateway.upstream;

import java.time.Duration;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * How endpoints of a pool are chosen, decided. Times are nanoseconds.
 *
 * @param failures after how many failures in a row an endpoint is ejected; 0 for never
 * @param base how long the first ejection lasts
 * @param max how long an ejection lasts at most
 * @param slowStart over how long a new or readmitted endpoint grows into its share; 0 for
 * at once
 * @param decay after how long a measured time counts for 1/e of what it did
 */
record BalancingSettings(int failures, long base, long max, long slowStart, long decay) {

	private static final String PREFIX = "llm.gateway.balancing.";

	private static final Duration LONGEST = Duration.ofDays(1);

	/** Nothing is ejected: for what is not chosen. */
	static final BalancingSettings OFF = new BalancingSettings(0, 0, 0, 0, 1);

	static BalancingSettings of(UpstreamProperties.Balancing balancing) {
		UpstreamProperties.Ejection ejection = balancing.ejection();
		if (ejection.failures() < 0) {
			throw new ConfigurationFault(PREFIX + "ejection.failures", String.valueOf(ejection.failures()),
					"a number of failures is not negative", "Set it to 0 to eject nothing.");
		}
		long base = nanos("ejection.base", ejection.base(), 1);
		return new BalancingSettings(ejection.failures(), base, nanos("ejection.max", ejection.max(), base),
				nanos("slow-start", balancing.slowStart(), 0), nanos("decay", balancing.decay(), 1));
	}

	private static long nanos(String name, Duration time, long least) {
		if (time.compareTo(LONGEST) > 0 || time.compareTo(Duration.ofNanos(least)) < 0) {
			String from = (least == 1) ? "above 0" : "at least " + Duration.ofNanos(least);
			throw new ConfigurationFault(PREFIX + name, time.toString(),
					"the time must be " + from + " and at most " + LONGEST, "Set a time such as 10s.");
		}
		return time.toNanos();
	}

	/**
	 * How long an ejection lasts.
	 * @param earlier how many ejections there were before it
	 * @return nanoseconds
	 */
	long ejection(int earlier) {
		long time = this.base;
		for (int i = 0; i < earlier && time < this.max; i++) {
			time *= 2;
		}
		return Math.min(time, this.max);
	}

}
