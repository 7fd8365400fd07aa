/**
 * The room that reports what each request has used, once, when it is over.
 */
@NullMarked
package org.llmgateway.usage;

import org.jspecify.annotations.NullMarked;
