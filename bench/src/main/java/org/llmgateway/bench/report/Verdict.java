package org.llmgateway.bench.report;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A target and whether it was met.
 *
 * @param target what was wanted
 * @param measured what was seen; null if it was not measured
 * @param met whether it was met
 * @param remark the same figure at an equal number of event loops, if there is one
 */
public record Verdict(String target, @Nullable Double measured, boolean met, @Nullable String remark) {

	/**
	 * The figure as text: a count without decimals.
	 * @return the figure, or a dash
	 */
	String value() {
		Double figure = this.measured;
		boolean whole = figure != null && figure == Math.rint(figure);
		return (figure == null) ? "-" : String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", figure);
	}

	/**
	 * The line for the list at the end.
	 * @return one line
	 */
	public String line() {
		String value = (this.measured != null) ? value() : "not measured";
		String state = (this.measured == null) ? "  -   " : this.met ? "  ok  " : "MISSED";
		return state + " " + this.target + ": " + value + ((this.remark != null) ? " (" + this.remark + ")" : "");
	}

}
