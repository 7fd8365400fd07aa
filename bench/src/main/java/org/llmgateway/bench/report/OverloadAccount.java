package org.llmgateway.bench.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.llmgateway.bench.load.Arrival;
import org.llmgateway.bench.load.OpenSpec;
import org.llmgateway.bench.load.OpenSpec.Phase;
import org.llmgateway.bench.load.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of the requests of an overload. The first phase is without load, the
 * last but one is the overload, the last is what comes after it, and between are the
 * looks for the best rate; the first flow is that of the critical callers.
 */
public final class OverloadAccount {

	/** By how much times may differ and still be as without load. */
	static final double SAME = 1.5;

	private static final double MILLIS = 1000;

	private final OpenSpec spec;

	private final List<Arrival> arrivals;

	private final @Nullable Quantiles unloaded;

	private final double inTimeMillis;

	/**
	 * Takes the requests.
	 * @param spec what was offered
	 * @param arrivals what became of it
	 * @param inTime what is in time, as a multiple of the median without load
	 */
	public OverloadAccount(OpenSpec spec, List<Arrival> arrivals, double inTime) {
		this.spec = spec;
		this.arrivals = arrivals;
		this.unloaded = times((arrival) -> ordinary(arrival) && arrival.phase() == 0);
		this.inTimeMillis = (this.unloaded != null) ? inTime * this.unloaded.p50() : 0;
	}

	/**
	 * Counts.
	 * @param gateway which gateway it was
	 * @param outOfMemory lines of its log that tell of memory that was not there
	 * @param endedAtSeconds when it was found dead, or null
	 * @param resident its resident memory each quarter of a second, in bytes
	 * @return the figures
	 */
	public OverloadFigures figures(String gateway, long outOfMemory, @Nullable Double endedAtSeconds,
			List<Long> resident) {
		int overload = this.spec.phases().size() - 2;
		double best = 0;
		for (int phase = 1; phase < overload; phase++) {
			best = Math.max(best, goodput(phase));
		}
		Predicate<Arrival> during = (arrival) -> arrival.phase() == overload;
		Predicate<Arrival> critical = (arrival) -> arrival.flow() == 0;
		Predicate<Arrival> before = (arrival) -> arrival.phase() == 0;
		List<Arrival> shed = of(during.and((arrival) -> arrival.kind().equals(Arrival.SHED))).toList();
		long early = shed.stream().filter((arrival) -> arrival.unsent() > 0).count();
		double seconds = seconds(overload);
		return new OverloadFigures(gateway, this.unloaded, share(before.and(this::ordinary)), this.inTimeMillis, best,
				of(during.and(this::ordinary)).count() / seconds, goodput(overload), shed.size(),
				Quantiles.of(shed.stream().filter(this::ordinary).map(Arrival::millis).toList()),
				shed.isEmpty() ? 0 : (double) early / shed.size(), failures(during), times(critical.and(before)),
				share(critical.and(before)), times(critical.and(during)), share(critical.and(during)), recovery(),
				outOfMemory, endedAtSeconds, resident);
	}

	private double goodput(int phase) {
		return of((arrival) -> arrival.phase() == phase && ordinary(arrival) && done(arrival)
				&& arrival.millis() <= this.inTimeMillis)
			.count() / seconds(phase);
	}

	private double seconds(int phase) {
		return this.spec.phases().get(phase).millis() / MILLIS;
	}

	private Map<String, Long> failures(Predicate<Arrival> during) {
		Map<String, Long> failures = new TreeMap<>();
		of(during).map(Arrival::kind)
			.filter((kind) -> !List.of(Arrival.DONE, Arrival.SHED, Arrival.HELD).contains(kind))
			.forEach((kind) -> failures.merge(kind, 1L, Long::sum));
		return failures;
	}

	/**
	 * Looks for the first second after the overload whose requests were answered as those
	 * without load.
	 * @return seconds from the end of the overload to the end of that second, or null
	 */
	private @Nullable Double recovery() {
		Quantiles wanted = this.unloaded;
		if (wanted == null) {
			return null;
		}
		double end = this.spec.phases()
			.subList(0, this.spec.phases().size() - 1)
			.stream()
			.mapToDouble(Phase::millis)
			.sum();
		double share = share((arrival) -> arrival.phase() == 0 && ordinary(arrival));
		for (int second = 0; second < seconds(this.spec.phases().size() - 1); second++) {
			double from = end + second * MILLIS;
			Predicate<Arrival> within = (arrival) -> ordinary(arrival) && arrival.at() >= from
					&& arrival.at() < from + MILLIS;
			Quantiles times = times(within);
			if (times != null && share(within) >= share && times.p90() <= SAME * wanted.p90()) {
				return second + 1.0;
			}
		}
		return null;
	}

	private double share(Predicate<Arrival> which) {
		long all = of(which).count();
		return (all == 0) ? 0 : (double) of(which.and(OverloadAccount::done)).count() / all;
	}

	private @Nullable Quantiles times(Predicate<Arrival> which) {
		return Quantiles.of(of(which.and(OverloadAccount::done)).map(Arrival::millis).toList());
	}

	private Stream<Arrival> of(Predicate<Arrival> which) {
		return this.arrivals.stream().filter(which);
	}

	private boolean ordinary(Arrival arrival) {
		return this.spec.flows().get(arrival.flow()).slowMillis() == 0;
	}

	private static boolean done(Arrival arrival) {
		return arrival.kind().equals(Arrival.DONE);
	}

}
