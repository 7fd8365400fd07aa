/**
 * What becomes of the windows: medians, paired ratios, verdicts, tables, JSON and HTML.
 */
@NullMarked
package org.llmgateway.bench.report;

import org.jspecify.annotations.NullMarked;
