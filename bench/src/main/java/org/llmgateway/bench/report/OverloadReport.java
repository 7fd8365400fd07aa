package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * Gateways in an overload side by side, and what is wanted of the one with limits.
 */
public final class OverloadReport {

	private static final double GOODPUT = 0.85;

	private static final double RECOVERY_SECONDS = 5;

	private static final double SHED_MILLIS = 1000;

	private static final double ALL = 0.99;

	private static final double MEGABYTE = 1024 * 1024;

	/** What a JVM takes beside heap and direct memory: code, classes, threads. */
	private static final long BESIDE = 256L << 20;

	private static final int PER_LINE = 20;

	private static final int PER_SECOND = 4;

	private OverloadReport() {
	}

	/**
	 * All gateways side by side.
	 * @param gateways their figures
	 * @return a table
	 */
	public static String table(List<OverloadFigures> gateways) {
		StringBuilder table = new StringBuilder();
		row(table, gateways, "", OverloadFigures::gateway);
		row(table, gateways, "unloaded p50 / p99 ms", (one) -> times(one.unloaded()));
		row(table, gateways, "unloaded, answered %", (one) -> percent(one.unloadedShare()));
		row(table, gateways, "best rate in time /s", (one) -> number(one.bestRate()));
		row(table, gateways, "overload: offered /s", (one) -> number(one.offered()));
		row(table, gateways, "answered in time /s", (one) -> number(one.goodput()));
		row(table, gateways, "share of the best rate", (one) -> ratio(one.goodputShare()));
		row(table, gateways, "shed", (one) -> Long.toString(one.shed()));
		row(table, gateways, "shed after p50 / p99 ms", (one) -> times(one.shedTimes()));
		row(table, gateways, "shed before sent, %", (one) -> percent(one.shedEarly()));
		row(table, gateways, "gave up or failed",
				(one) -> Long.toString(one.failures().values().stream().mapToLong(Long::longValue).sum()));
		row(table, gateways, "critical, answered %", (one) -> percent(one.criticalShare()));
		row(table, gateways, "critical p50 / p99 ms", (one) -> times(one.critical()));
		row(table, gateways, "well again after s",
				(one) -> (one.recoverySeconds() != null) ? number(one.recoverySeconds()) : "never");
		row(table, gateways, "out of memory, lines", (one) -> Long.toString(one.outOfMemory()));
		row(table, gateways, "ended by itself at s",
				(one) -> (one.endedAtSeconds() != null) ? number(one.endedAtSeconds()) : "-");
		row(table, gateways, "RSS at most MB", (one) -> number(one.mostResident() / MEGABYTE));
		for (OverloadFigures one : gateways) {
			one.failures()
				.forEach((kind, count) -> table
					.append(String.format(Locale.ROOT, "  %s: %d x %s%n", one.gateway(), count, kind)));
		}
		return table.toString();
	}

	private static void row(StringBuilder table, List<OverloadFigures> gateways, String name,
			Function<OverloadFigures, String> figure) {
		table.append(String.format(Locale.ROOT, "%-26s", name));
		for (OverloadFigures one : gateways) {
			table.append(String.format(Locale.ROOT, " %17s", figure.apply(one)));
		}
		table.append(System.lineSeparator());
	}

	/**
	 * Resident memory over time.
	 * @param one a gateway
	 * @return its series in MB, five seconds to a line
	 */
	public static String resident(OverloadFigures one) {
		StringBuilder series = new StringBuilder("RSS of " + one.gateway() + " each quarter of a second, MB");
		for (int i = 0; i < one.resident().size(); i++) {
			if (i % PER_LINE == 0) {
				series.append(String.format(Locale.ROOT, "%n%6d s ", i / PER_SECOND));
			}
			series.append(String.format(Locale.ROOT, " %4.0f", one.resident().get(i) / MEGABYTE));
		}
		return series.append(System.lineSeparator()).toString();
	}

	/**
	 * What is wanted.
	 * @param one the gateway with limits
	 * @param heap bytes of its heap
	 * @param direct bound of its direct memory, in bytes
	 * @return the verdicts
	 */
	public static List<Verdict> verdicts(OverloadFigures one, long heap, long direct) {
		List<Verdict> verdicts = new ArrayList<>();
		verdicts.add(none("lines of the log that tell of memory that was not there", one.outOfMemory()));
		verdicts.add(none("admitted requests that failed", one.failed(Arrival.GIVEN_UP)));
		verdicts.add(most("MB of resident memory, heap and direct memory and " + (BESIDE >> 20),
				Math.rint(one.mostResident() / MEGABYTE), (heap + direct + BESIDE) / MEGABYTE, null));
		verdicts
			.add(new Verdict(String.format(Locale.ROOT, "answered within %.0f ms / best rate without overload >= %.2f",
					one.inTimeMillis(), GOODPUT), one.goodputShare(), one.goodputShare() >= GOODPUT, null));
		double share = (one.criticalShareBefore() > 0) ? one.criticalShare() / one.criticalShareBefore() : 0;
		verdicts
			.add(new Verdict(String.format(Locale.ROOT, "critical: share answered, in overload / without >= %.2f", ALL),
					share, share >= ALL, null));
		Quantiles before = one.criticalBefore();
		Quantiles critical = one.critical();
		Double times = (before != null && critical != null) ? critical.p99() / before.p99() : null;
		verdicts.add(most("critical: p99, in overload / without", times, OverloadAccount.SAME, null));
		Double recovery = one.recoverySeconds();
		verdicts.add(most("seconds from the end of the overload to the first that is as before it",
				(recovery != null) ? recovery : Double.POSITIVE_INFINITY, RECOVERY_SECONDS, null));
		shed(one, verdicts);
		return verdicts;
	}

	private static void shed(OverloadFigures one, List<Verdict> verdicts) {
		Quantiles times = one.shedTimes();
		verdicts.add(most("ms until a refusal, p99", (times != null) ? times.p99() : null, SHED_MILLIS,
				(times != null) ? String.format(Locale.ROOT, "p50 %.1f", times.p50()) : "nothing was shed"));
	}

	private static Verdict none(String what, long count) {
		return new Verdict(what + ": none", (double) count, count == 0, null);
	}

	private static Verdict most(String what, @Nullable Double value, double limit, @Nullable String remark) {
		boolean whole = limit == Math.rint(limit);
		return new Verdict(what + " <= " + String.format(Locale.ROOT, whole ? "%.0f" : "%.1f", limit), value,
				value != null && value <= limit, remark);
	}

	private static String times(@Nullable Quantiles times) {
		return (times != null) ? String.format(Locale.ROOT, "%.0f / %.0f", times.p50(), times.p99()) : "-";
	}

	private static String percent(double share) {
		return String.format(Locale.ROOT, "%.1f", 100 * share);
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.1f", value);
	}

	private static String ratio(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

}
