/**
 * The sample with a mock provider behind it.
 */
@NullMarked
package org.llmgateway.sample;

import org.jspecify.annotations.NullMarked;
