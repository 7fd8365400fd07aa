/**
 * The folder that travels with a request, the stages around one another, and what one
 * room offers another.
 */
@NullMarked
package org.llmgateway.exchange;

import org.jspecify.annotations.NullMarked;
