package org.llmgateway.bench.report;

import java.util.List;
import java.util.Map;

import org.llmgateway.bench.load.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * One subject in one field of the matrix.
 *
 * @param subject the short name: none, stock, stock=, direct, gateway
 * @param protocol the protocol it was asked by
 * @param figures the medians of the rounds
 * @param toMock the same as ratios to the mock asked directly
 * @param toStock as ratios to stock
 * @param toStockEqual as ratios to stock at an equal number of event loops
 * @param addedFirstToken milliseconds that the first token comes later than from the mock
 * asked directly, if it streams
 * @param errors the number of wrong answers, in all rounds and while warming up
 * @param errorKinds the errors by kind
 * @param marks what speaks against trusting this row
 */
public record Row(String subject, Protocol protocol, Map<Column, Double> figures, Map<Column, Double> toMock,
		Map<Column, Double> toStock, Map<Column, Double> toStockEqual, @Nullable Double addedFirstToken, long errors,
		Map<String, Long> errorKinds, List<String> marks) {

	/**
	 * The name in tables.
	 * @param asked the protocol of the field
	 * @return the short name, with the protocol if that is another one
	 */
	public String label(Protocol asked) {
		return (asked == this.protocol) ? this.subject : this.subject + " (" + this.protocol + ")";
	}

}
