/**
 * The code that the documentation shows, compiled and run.
 */
@NullMarked
package org.llmgateway.docs;

import org.jspecify.annotations.NullMarked;
