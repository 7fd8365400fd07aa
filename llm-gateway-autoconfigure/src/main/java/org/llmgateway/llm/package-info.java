/**
 * The nouns of the gateway: what a request, a caller and an error are, without any
 * framework.
 */
@NullMarked
package org.llmgateway.llm;

import org.jspecify.annotations.NullMarked;
