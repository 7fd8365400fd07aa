/**
 * The gateway under test, as a user would build it.
 */
@NullMarked
package org.llmgateway.bench.ours;

import org.jspecify.annotations.NullMarked;
