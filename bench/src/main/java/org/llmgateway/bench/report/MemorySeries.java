package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The memory of a gateway over time, and how fast it rises.
 */
public final class MemorySeries {

	/** By how many percent resident memory may seem to rise in a minute. */
	private static final double FLAT = 2;

	private static final double MEGABYTE = 1024 * 1024;

	private static final int SECONDS_PER_MINUTE = 60;

	private final List<Sample> samples = new ArrayList<>();

	/**
	 * Adds a look at it.
	 * @param sample what was seen, later than what was added before
	 */
	public void add(Sample sample) {
		this.samples.add(sample);
	}

	public List<Sample> samples() {
		return this.samples;
	}

	/**
	 * How fast a figure rises: the slope of the line of least squares.
	 * @param figure the figure
	 * @return its rise in a minute; 0 for fewer than two samples
	 */
	public double perMinute(ToDoubleFunction<Sample> figure) {
		double meanTime = this.samples.stream().mapToDouble(Sample::seconds).average().orElse(0);
		double mean = this.samples.stream().mapToDouble(figure).average().orElse(0);
		double above = 0;
		double below = 0;
		for (Sample sample : this.samples) {
			double time = sample.seconds() - meanTime;
			above += time * (figure.applyAsDouble(sample) - mean);
			below += time * time;
		}
		return (below > 0) ? SECONDS_PER_MINUTE * above / below : 0;
	}

	/**
	 * Whether resident memory is flat and what waits is bounded.
	 * @param bound the bound of what waits, in bytes, with what one read of each stream
	 * may add
	 * @return the verdicts
	 */
	public List<Verdict> verdicts(long bound) {
		double mean = this.samples.stream().mapToDouble(Sample::rss).average().orElse(0);
		Double rise = (this.samples.size() > 2) ? 100 * perMinute(Sample::rss) / mean : null;
		Double most = this.samples.stream().map(Sample::buffered).max(Double::compare).orElse(0.0);
		return List.of(
				new Verdict(
						String.format(Locale.ROOT, "percent by which resident memory rises in a minute <= %.0f", FLAT),
						rise, rise != null && rise <= FLAT, null),
				new Verdict(String.format(Locale.ROOT, "MB that wait for slow clients <= %.0f", bound / MEGABYTE),
						Math.rint(most / MEGABYTE), most <= bound, null));
	}

	/**
	 * The samples as text, and below them how fast each figure rises.
	 * @return a table in MB
	 */
	public String table() {
		StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "%10s %8s %8s %8s %10s %8s%n", "second",
				"RSS", "heap", "direct", "buffered", "streams"));
		for (Sample sample : this.samples) {
			table.append(String.format(Locale.ROOT, "%10.0f %8.1f %8.1f %8.1f %10.1f %8d%n", sample.seconds(),
					sample.rss() / MEGABYTE, sample.heap() / MEGABYTE, sample.direct() / MEGABYTE,
					sample.buffered() / MEGABYTE, sample.streams()));
		}
		return table
			.append(String.format(Locale.ROOT, "%10s %+8.2f %+8.2f %+8.2f %+10.2f%n", "per minute",
					perMinute(Sample::rss) / MEGABYTE, perMinute(Sample::heap) / MEGABYTE,
					perMinute(Sample::direct) / MEGABYTE, perMinute(Sample::buffered) / MEGABYTE))
			.toString();
	}

	/**
	 * One look.
	 *
	 * @param seconds since the first one
	 * @param rss resident memory of the process, in bytes
	 * @param heap the heap in use, garbage included, in bytes
	 * @param direct memory outside the heap, in bytes
	 * @param buffered what waits for slow clients, by the gateway's own metric, in bytes
	 * @param streams requests between routing and the end of their answers
	 */
	public record Sample(double seconds, double rss, double heap, double direct, double buffered, long streams) {

	}

}
