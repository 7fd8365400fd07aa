/**
 * The room that keeps the load within what there is: memory and concurrency.
 */
@NullMarked
package org.llmgateway.limit;

import org.jspecify.annotations.NullMarked;
