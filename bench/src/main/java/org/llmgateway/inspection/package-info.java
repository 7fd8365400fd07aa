/**
 * Benchmarks of the look at a request, beside the classes that they measure.
 */
@NullMarked
package org.llmgateway.inspection;

import org.jspecify.annotations.NullMarked;
