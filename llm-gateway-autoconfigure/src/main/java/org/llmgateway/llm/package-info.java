/**
 * The nouns of an LLM request and answer, free of any framework.
 */
@NullMarked
package org.llmgateway.llm;

import org.jspecify.annotations.NullMarked;
