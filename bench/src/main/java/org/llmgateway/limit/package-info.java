/**
 * Benchmarks of admission, beside the classes that they measure.
 */
@NullMarked
package org.llmgateway.limit;

import org.jspecify.annotations.NullMarked;
