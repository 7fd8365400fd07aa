/**
 * Benchmarks of the way to a provider and back, beside the classes that they measure.
 */
@NullMarked
package org.llmgateway.upstream;

import org.jspecify.annotations.NullMarked;
