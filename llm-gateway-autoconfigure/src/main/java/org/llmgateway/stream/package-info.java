/**
 * Delivery of streams to their callers: signs of life, time, slow readers, shutdown.
 */
@NullMarked
package org.llmgateway.stream;

import org.jspecify.annotations.NullMarked;
