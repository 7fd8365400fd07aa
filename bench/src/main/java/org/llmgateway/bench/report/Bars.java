package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Horizontal bars as inline SVG.
 */
final class Bars {

	private static final int LABEL_WIDTH = 130;

	private static final int BAR_WIDTH = 240;

	private static final int VALUE_WIDTH = 80;

	private static final int ROW_HEIGHT = 22;

	private static final int BAR_HEIGHT = 14;

	private static final Map<String, String> COLOURS = Map.of("none", "#d5d9de", "stock", "#8b95a1", "stock=",
			"#b4bcc6", "direct", "#2b6cb0", "gateway", "#2a9d8f");

	private final List<String> rows = new ArrayList<>();

	private final double largest;

	private @Nullable Double reference;

	/**
	 * Starts a chart.
	 * @param largest the value of the longest bar
	 */
	Bars(double largest) {
		this.largest = (largest > 0) ? largest : 1;
	}

	/**
	 * Draws a thin line through all bars.
	 * @param value where
	 * @return this
	 */
	Bars reference(double value) {
		this.reference = value;
		return this;
	}

	/**
	 * Adds a bar.
	 * @param subject whose colour it has
	 * @param label the text on its left
	 * @param value its length
	 * @param text the text on its right
	 */
	void add(String subject, String label, double value, String text) {
		int top = this.rows.size() * ROW_HEIGHT;
		String colour = COLOURS.getOrDefault(subject, "#666666");
		double width = Math.max(1, value / this.largest * BAR_WIDTH);
		this.rows.add(String.format(Locale.ROOT,
				"<text x=\"%d\" y=\"%d\" class=\"l\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\""
						+ " rx=\"2\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\" class=\"v\">%s</text>",
				LABEL_WIDTH - 8, top + 15, HtmlReport.escape(label), LABEL_WIDTH, top + 4, width, BAR_HEIGHT, colour,
				LABEL_WIDTH + width + 6, top + 15, HtmlReport.escape(text)));
	}

	/**
	 * The chart.
	 * @param title what it shows, for readers that cannot see it
	 * @return an svg element
	 */
	String svg(String title) {
		int height = Math.max(1, this.rows.size()) * ROW_HEIGHT;
		int width = LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH;
		StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
				"<svg role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\"><title>%s</title>", width, height,
				width, height, HtmlReport.escape(title)));
		this.rows.forEach(svg::append);
		Double at = this.reference;
		if (at != null) {
			double x = LABEL_WIDTH + at / this.largest * BAR_WIDTH;
			svg.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\" class=\"r\"/>", x,
					x, height));
		}
		return svg.append("</svg>").toString();
	}

}
