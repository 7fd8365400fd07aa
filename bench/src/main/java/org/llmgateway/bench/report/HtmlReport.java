package org.llmgateway.bench.report;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The run as one HTML page that needs nothing else.
 */
public final class HtmlReport {

	private static final String STYLE = """
			body{font:14px/1.5 system-ui,sans-serif;color:#1c2733;background:#fff;max-width:1120px;margin:32px auto;padding:0 20px}
			h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:36px 0 8px}h3{font-size:15px;margin:28px 0 6px}
			p,dl{color:#4a5663;margin:4px 0 12px}dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;font-size:13px}
			dt{color:#7a8591}dd{margin:0}
			table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px}
			th,td{padding:3px 10px;text-align:right;border-bottom:1px solid #e6e9ed;white-space:nowrap}
			th{font-weight:600;color:#4a5663}th:first-child,td:first-child,td.t{text-align:left}
			tr.x td{color:#7a8591;font-size:12px;border-bottom-color:#f2f4f6}tr.x td:first-child{padding-left:24px}
			.ok{color:#1b7f4d;font-weight:600}.no{color:#b3261e;font-weight:600}.na{color:#7a8591}
			.charts{display:flex;flex-wrap:wrap;gap:12px 32px;margin:6px 0 10px}figure{margin:0}figcaption{font-size:12px;color:#7a8591;padding-left:130px}
			svg text{font:12px system-ui,sans-serif;fill:#1c2733}svg .l{text-anchor:end}svg .v{fill:#4a5663}svg .r{stroke:#b3261e;stroke-dasharray:3 3}
			.note{font-size:12px;color:#8a5a00;margin:4px 0}.wide{overflow-x:auto}
			""";

	private static final String LEGEND = "<p><b>none</b> is the mock LLM asked directly; <b>stock</b> is a Spring Cloud"
			+ " Gateway with one route, <b>stock=</b> the same with as many event loops as ours; <b>direct</b> and"
			+ " <b>gateway</b> are the two doors of llm-gateway. Figures are medians of the rounds, ratios medians of"
			+ " the ratios within a round. CPU is that of the gateway process.</p>";

	private HtmlReport() {
	}

	/**
	 * Renders a run.
	 * @param result the run
	 * @return a whole page
	 */
	public static String render(BenchResult result) {
		StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
		page.append("<meta name=\"viewport\" content=\"width=device-width\"><title>llm-gateway bench</title><style>")
			.append(STYLE)
			.append("</style></head><body><h1>llm-gateway bench</h1><dl>");
		result.environment()
			.forEach((key, value) -> page.append("<dt>")
				.append(escape(key))
				.append("</dt><dd>")
				.append(escape(value))
				.append("</dd>"));
		page.append("</dl>");
		overview(page, result.cells());
		verdicts(page, result.verdicts());
		page.append("<h2>All figures</h2>").append(LEGEND);
		result.cells().forEach((cell) -> cell(page, cell));
		return page.append("</body></html>\n").toString();
	}

	private static void overview(StringBuilder page, List<CellResult> cells) {
		double largest = 1;
		for (CellResult cell : cells) {
			for (Row row : cell.rows()) {
				largest = Math.max(largest, row.toStock().getOrDefault(Column.CPU, 0.0));
			}
		}
		Bars bars = new Bars(largest).reference(1);
		boolean any = false;
		for (CellResult cell : cells) {
			for (Row row : cell.rows()) {
				Double ratio = row.toStock().get(Column.CPU);
				if (ratio != null && !row.subject().startsWith("stock")) {
					any = true;
					bars.add(row.subject(), cell.protocol() + " " + cell.workload() + " " + row.subject(), ratio,
							TextTable.ratio(ratio));
				}
			}
		}
		if (any) {
			page.append("<h2>CPU per request, stock Spring Cloud Gateway = 1</h2><div class=\"charts\"><figure>")
				.append(bars.svg("CPU per request as a share of stock"))
				.append("</figure></div>");
		}
	}

	private static void verdicts(StringBuilder page, List<Verdict> verdicts) {
		page.append("<h2>Targets</h2><div class=\"wide\"><table><tr><th>Target</th><th>Measured</th><th></th>"
				+ "<th>Beside it</th></tr>");
		for (Verdict verdict : verdicts) {
			String state = (verdict.measured() == null) ? "<td class=\"na\">not measured"
					: verdict.met() ? "<td class=\"ok\">met" : "<td class=\"no\">missed";
			page.append("<tr><td>")
				.append(escape(verdict.target()))
				.append("</td><td>")
				.append(verdict.value())
				.append("</td>")
				.append(state)
				.append("</td><td class=\"t\">")
				.append(escape((verdict.remark() != null) ? verdict.remark() : ""))
				.append("</td></tr>");
		}
		page.append("</table></div>");
	}

	private static void cell(StringBuilder page, CellResult cell) {
		page.append("<h3>").append(escape(cell.title())).append("</h3><div class=\"charts\">");
		chart(page, cell, Column.CPU);
		chart(page, cell, cell.workload().paceTotalMillis() > 0 ? Column.FIRST_TOKEN_P50 : Column.REQUESTS);
		page.append("</div><div class=\"wide\"><table><tr><th></th>");
		for (Column column : Column.values()) {
			page.append("<th>").append(escape(column.label())).append("</th>");
		}
		page.append("<th>errors</th></tr>");
		StringBuilder notes = new StringBuilder();
		for (Row row : cell.rows()) {
			page.append("<tr><td>").append(escape(row.label(cell.protocol()))).append("</td>");
			for (Column column : Column.values()) {
				page.append("<td>").append(column.format(row.figures().get(column))).append("</td>");
			}
			page.append("<td").append((row.errors() > 0) ? " class=\"no\">" : ">").append(row.errors());
			page.append("</td></tr>");
			ratios(page, "× mock", row.toMock());
			ratios(page, "× stock", row.toStock());
			ratios(page, "× stock=", row.toStockEqual());
			note(notes, row);
		}
		page.append("</table></div>").append(notes);
	}

	private static void chart(StringBuilder page, CellResult cell, Column column) {
		double largest = 0;
		for (Row row : cell.rows()) {
			largest = Math.max(largest, row.figures().getOrDefault(column, 0.0));
		}
		if (largest == 0) {
			return;
		}
		Bars bars = new Bars(largest);
		for (Row row : cell.rows()) {
			Double figure = row.figures().get(column);
			if (figure != null) {
				bars.add(row.subject(), row.label(cell.protocol()), figure, column.format(figure));
			}
		}
		page.append("<figure><figcaption>")
			.append(escape(column.label()))
			.append("</figcaption>")
			.append(bars.svg(cell.title() + ": " + column.label()))
			.append("</figure>");
	}

	private static void ratios(StringBuilder page, String name, Map<Column, Double> ratios) {
		if (ratios.isEmpty()) {
			return;
		}
		page.append("<tr class=\"x\"><td>").append(name).append("</td>");
		for (Column column : Column.values()) {
			page.append("<td>").append(TextTable.ratio(ratios.get(column))).append("</td>");
		}
		page.append("<td></td></tr>");
	}

	private static void note(StringBuilder notes, Row row) {
		for (String mark : row.marks()) {
			notes.append("<p class=\"note\">").append(escape(row.subject() + ": " + mark)).append("</p>");
		}
		if (row.errors() > 0) {
			notes.append("<p class=\"note\">")
				.append(escape(row.subject() + ": errors " + row.errorKinds()))
				.append("</p>");
		}
	}

	static String escape(@Nullable String text) {
		return (text == null) ? ""
				: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
	}

}
