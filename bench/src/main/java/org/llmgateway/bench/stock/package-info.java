/**
 * A stock Spring Cloud Gateway, the baseline of every ratio.
 */
@NullMarked
package org.llmgateway.bench.stock;

import org.jspecify.annotations.NullMarked;
