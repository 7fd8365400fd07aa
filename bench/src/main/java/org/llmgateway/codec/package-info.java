/**
 * Benchmarks of the looks at documents and streams, beside the classes that they measure.
 */
@NullMarked
package org.llmgateway.codec;

import org.jspecify.annotations.NullMarked;
