/**
 * Tests of the limits.
 */
@NullMarked
package org.llmgateway.limit;

import org.jspecify.annotations.NullMarked;
