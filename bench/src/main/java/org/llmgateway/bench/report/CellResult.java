package org.llmgateway.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.jspecify.annotations.Nullable;

/**
 * One field of the matrix, measured.
 *
 * @param protocol the protocol
 * @param workload the workload
 * @param concurrency the number of requests at once
 * @param rows one row per subject
 */
public record CellResult(Protocol protocol, Workload workload, int concurrency, List<Row> rows) {

	/**
	 * The row of a subject.
	 * @param subject its short name
	 * @return the row, or null if it was not measured
	 */
	public @Nullable Row row(String subject) {
		for (Row row : this.rows) {
			if (row.subject().equals(subject)) {
				return row;
			}
		}
		return null;
	}

	/**
	 * The same with the rows in another order.
	 * @param subjects the short names in that order
	 * @return the same field
	 */
	public CellResult inOrder(List<String> subjects) {
		List<Row> sorted = new ArrayList<>(this.rows);
		sorted.sort(Comparator.comparingInt((row) -> subjects.indexOf(row.subject())));
		return new CellResult(this.protocol, this.workload, this.concurrency, sorted);
	}

	/**
	 * The heading.
	 * @return the heading
	 */
	public String title() {
		return this.protocol + " " + this.workload + ", " + this.concurrency + " at once";
	}

}
