package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway is meant to cost on HTTP/1.1, as a share of a stock Spring Cloud
 * Gateway in the same run.
 */
public final class Targets {

	/** What two equal figures may differ by without one being worse. */
	private static final double EQUAL = 1.02;

	private static final double ADDED_MILLIS = 2;

	private Targets() {
	}

	/**
	 * Judges a run.
	 * @param cells the fields that were measured
	 * @return one verdict per target
	 */
	public static List<Verdict> judge(List<CellResult> cells) {
		List<Verdict> verdicts = new ArrayList<>();
		verdicts.add(ratio(cells, Workload.JSON, "direct", Column.CPU, 0.60));
		verdicts.add(ratio(cells, Workload.JSON, "gateway", Column.CPU, 0.90));
		verdicts.add(ratio(cells, Workload.STREAM, "direct", Column.CPU, 0.20));
		verdicts.add(ratio(cells, Workload.STREAM, "gateway", Column.CPU, 0.20));
		verdicts.add(ratio(cells, Workload.PACED, "direct", Column.CPU, 0.90));
		verdicts.add(ratio(cells, Workload.PACED, "direct", Column.GAP_P99, EQUAL));
		verdicts.add(firstToken(cells, "direct"));
		verdicts.add(firstToken(cells, "gateway"));
		long errors = errors(cells);
		long theirs = all(cells, true);
		verdicts.add(new Verdict("errors at either door or without a gateway: none", (double) errors, errors == 0,
				(theirs > 0) ? "stock had " + theirs : null));
		return verdicts;
	}

	/**
	 * The errors of a run, without those of stock: they are shown, but they are not what
	 * is judged.
	 * @param cells the fields that were measured
	 * @return the number of errors
	 */
	public static long errors(List<CellResult> cells) {
		return all(cells, false);
	}

	private static long all(List<CellResult> cells, boolean stock) {
		return cells.stream()
			.flatMap((cell) -> cell.rows().stream())
			.filter((row) -> row.subject().startsWith("stock") == stock)
			.mapToLong(Row::errors)
			.sum();
	}

	private static Verdict ratio(List<CellResult> cells, Workload workload, String subject, Column column,
			double limit) {
		Row row = row(cells, workload, subject);
		Double ratio = (row != null) ? row.toStock().get(column) : null;
		Double equal = (row != null) ? row.toStockEqual().get(column) : null;
		String target = String.format(Locale.ROOT, "h1 %s, %s door, %s / stock <= %.2f", workload, subject,
				(column == Column.CPU) ? "CPU per request" : "gap p99", limit);
		String remark = (equal != null) ? String.format(Locale.ROOT, "%.2f at equal event loops", equal) : null;
		return new Verdict(target, ratio, ratio != null && ratio <= limit, remark);
	}

	private static Verdict firstToken(List<CellResult> cells, String subject) {
		Row row = row(cells, Workload.TTFT, subject);
		Double added = (row != null) ? row.addedFirstToken() : null;
		String target = String.format(Locale.ROOT, "h1 ttft, %s door, ms added to the first token at p50 < %.0f",
				subject, ADDED_MILLIS);
		Row stock = row(cells, Workload.TTFT, "stock");
		Double theirs = (stock != null) ? stock.addedFirstToken() : null;
		String remark = (theirs != null) ? String.format(Locale.ROOT, "stock adds %.2f", theirs) : null;
		return new Verdict(target, added, added != null && added < ADDED_MILLIS, remark);
	}

	private static @Nullable Row row(List<CellResult> cells, Workload workload, String subject) {
		for (CellResult cell : cells) {
			if (cell.protocol() == Protocol.H1 && cell.workload() == workload) {
				return cell.row(subject);
			}
		}
		return null;
	}

}
