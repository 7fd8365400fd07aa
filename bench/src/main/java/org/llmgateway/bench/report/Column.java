package org.llmgateway.bench.report;

import java.util.Locale;
import java.util.function.Function;

import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.ProcessUse;
import org.llmgateway.bench.load.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a window; a figure that a workload does not have is absent.
 */
public enum Column {

	/** Answers per second. */
	REQUESTS("requests/s", 0, (load) -> load.requests() / load.seconds()),

	/** Median time to the end of the answer, in milliseconds. */
	P50("p50 ms", 2, (load) -> p50(load.latency())),

	/** 99th percentile of the same. */
	P99("p99 ms", 2, (load) -> p99(load.latency())),

	/** Median time to the first event, in milliseconds. */
	FIRST_TOKEN_P50("first token p50 ms", 2, (load) -> p50(load.firstToken())),

	/** 99th percentile of the same. */
	FIRST_TOKEN_P99("first token p99 ms", 2, (load) -> p99(load.firstToken())),

	/** 99th percentile of the time between two reads with events, in milliseconds. */
	GAP_P99("gap p99 ms", 2, (load) -> p99(load.gap())),

	/** CPU time of the gateway process per answer, in microseconds. */
	CPU("CPU us/request", 1, Column::cpu),

	/** Resident memory of the gateway process at the end of the window, in MB. */
	RSS("RSS MB", 0, Column::rss);

	private static final double MICROS = 1e6;

	private static final double MEGABYTE = 1024 * 1024;

	private final String label;

	private final int decimals;

	private final Function<LoadResult, @Nullable Double> value;

	Column(String label, int decimals, Function<LoadResult, @Nullable Double> value) {
		this.label = label;
		this.decimals = decimals;
		this.value = value;
	}

	/**
	 * The heading.
	 * @return the heading, with the unit
	 */
	public String label() {
		return this.label;
	}

	/**
	 * The figure in a window.
	 * @param load the window; its first process is the gateway
	 * @return the figure, or null if the window has none
	 */
	public @Nullable Double of(LoadResult load) {
		return this.value.apply(load);
	}

	/**
	 * The figure as text.
	 * @param figure the figure, or null
	 * @return text for a table
	 */
	public String format(@Nullable Double figure) {
		return (figure != null) ? String.format(Locale.ROOT, "%,." + this.decimals + "f", figure) : "-";
	}

	private static @Nullable Double p50(@Nullable Quantiles quantiles) {
		return (quantiles != null) ? quantiles.p50() : null;
	}

	private static @Nullable Double p99(@Nullable Quantiles quantiles) {
		return (quantiles != null) ? quantiles.p99() : null;
	}

	private static @Nullable Double cpu(LoadResult load) {
		ProcessUse gateway = load.processes().isEmpty() ? null : load.processes().get(0);
		if (gateway == null || gateway.cpuSeconds() < 0 || load.requests() <= 0) {
			return null;
		}
		return gateway.cpuSeconds() * MICROS / load.requests();
	}

	private static @Nullable Double rss(LoadResult load) {
		ProcessUse gateway = load.processes().isEmpty() ? null : load.processes().get(0);
		return (gateway != null && gateway.rssBytes() >= 0) ? gateway.rssBytes() / MEGABYTE : null;
	}

}
