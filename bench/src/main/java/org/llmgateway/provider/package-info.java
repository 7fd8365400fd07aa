/**
 * Providers for the benchmarks of other rooms.
 */
@NullMarked
package org.llmgateway.provider;

import org.jspecify.annotations.NullMarked;
