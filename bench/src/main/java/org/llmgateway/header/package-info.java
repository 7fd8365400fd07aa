/**
 * Benchmarks of the header policy, beside the classes that they measure.
 */
@NullMarked
package org.llmgateway.header;

import org.jspecify.annotations.NullMarked;
