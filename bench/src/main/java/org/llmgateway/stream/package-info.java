/**
 * Benchmarks of what each event of a stream costs on its way to the caller, beside the
 * classes that they measure.
 */
@NullMarked
package org.llmgateway.stream;

import org.jspecify.annotations.NullMarked;
