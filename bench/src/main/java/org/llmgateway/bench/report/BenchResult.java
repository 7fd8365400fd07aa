package org.llmgateway.bench.report;

import java.util.List;
import java.util.Map;

/**
 * A whole run, as written to {@code result.json}.
 *
 * @param environment the machine, the JDK and how it was measured
 * @param cells the fields of the matrix in the order measured
 * @param verdicts the targets
 */
public record BenchResult(Map<String, String> environment, List<CellResult> cells, List<Verdict> verdicts) {

}
