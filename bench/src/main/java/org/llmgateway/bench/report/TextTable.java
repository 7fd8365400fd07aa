package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A field of the matrix as text: per subject its figures, and below them the same as
 * ratios.
 */
public final class TextTable {

	private static final int NAME_WIDTH = 14;

	private static final int[] WIDTHS = { 10, 8, 8, 8, 8, 8, 9, 6 };

	private static final String[] HEADINGS = { "requests/s", "p50 ms", "p99 ms", "ttft p50", "ttft p99", "gap p99",
			"CPU us/rq", "RSS MB" };

	private TextTable() {
	}

	/**
	 * Renders a field.
	 * @param cell the field
	 * @param ratios whether ratios follow each row
	 * @return lines of text
	 */
	public static String render(CellResult cell, boolean ratios) {
		List<String> lines = new ArrayList<>();
		StringBuilder head = new StringBuilder(pad(cell.protocol() + " " + cell.workload(), NAME_WIDTH));
		for (int i = 0; i < HEADINGS.length; i++) {
			head.append(' ').append(left(HEADINGS[i], WIDTHS[i]));
		}
		lines.add(head.append("  errors").toString());
		List<String> notes = new ArrayList<>();
		for (Row row : cell.rows()) {
			lines.add(figures(cell, row, notes));
			if (ratios) {
				ratioLine(lines, "  x mock", row.toMock());
				ratioLine(lines, "  x stock", row.toStock());
				ratioLine(lines, "  x stock=", row.toStockEqual());
			}
		}
		lines.addAll(notes);
		return String.join(System.lineSeparator(), lines);
	}

	private static String figures(CellResult cell, Row row, List<String> notes) {
		StringBuilder line = new StringBuilder(pad(row.label(cell.protocol()), NAME_WIDTH));
		for (Column column : Column.values()) {
			line.append(' ').append(left(column.format(row.figures().get(column)), WIDTHS[column.ordinal()]));
		}
		line.append("  ").append(left(Long.toString(row.errors()), 6));
		for (String mark : row.marks()) {
			line.append(" !");
			notes.add("  ! " + row.subject() + ": " + mark);
		}
		if (row.errors() > 0) {
			notes.add("  ! " + row.subject() + ": errors " + row.errorKinds());
		}
		return line.toString();
	}

	private static void ratioLine(List<String> lines, String name, Map<Column, Double> ratios) {
		if (ratios.isEmpty()) {
			return;
		}
		StringBuilder line = new StringBuilder(pad(name, NAME_WIDTH));
		for (Column column : Column.values()) {
			line.append(' ').append(left(ratio(ratios.get(column)), WIDTHS[column.ordinal()]));
		}
		lines.add(line.toString());
	}

	static String ratio(@Nullable Double ratio) {
		return (ratio != null) ? String.format(Locale.ROOT, "%.2f", ratio) : "-";
	}

	private static String pad(String text, int width) {
		return text + " ".repeat(Math.max(0, width - text.length()));
	}

	private static String left(String text, int width) {
		return " ".repeat(Math.max(0, width - text.length())) + text;
	}

}
